//! Handing the account over (access rule 6): offered by its holder, accepted by another user, cancelled by either, and
//! carried out by Portico itself when the time to cancel is over.
//!
//! In the history an offer and the answers to it are whoever's they are. What nobody does, because the time has come or
//! because something changed, is written down as done by Portico: at that moment neither side acts, and what both
//! confirmed stands in the entries before. Only who suspends the receiver makes the offer void by what they do, so that
//! entry is theirs.

mod accept;
mod cancel;
mod decline;
mod offer;
mod settle;
mod view;

pub use accept::accept;
pub use cancel::cancel;
pub use decline::decline;
pub use offer::offer;
pub(crate) use settle::pass_on;
pub use settle::settle;
pub use view::view;

use crate::access::{Entry, Permit, Scope};
use crate::service::access::person;
use crate::store::handovers::{Handover, Which};
use crate::{Portico, Result, store};
use domain::access::{OpenOffer, Target};
use domain::audit::Event;
use domain::handover::Outcome;
use domain::{AccountId, HandoverId, Problem};
use serde_json::{Value, json};

/// The offer of this id, also when it has ended. The caller decides whether it is the actor's to know of.
async fn of_id(scope: &mut Scope, id: &str) -> Result<Handover> {
    let id: HandoverId = crate::service::id(id)?;
    let account = scope.account();
    Ok(store::handovers::find(scope.tx(), account, Which::Id(id)).await?.ok_or(Problem::NotFound)?)
}

/// An offer as something that is answered.
fn between(account: AccountId, handover: &Handover) -> Target {
    Target::Handover { account, from: handover.from.user, to: handover.to.user }
}

/// Everything that decides whether an offer still stands, read afresh.
async fn facts(scope: &mut Scope, handover: &Handover) -> Result<OpenOffer> {
    let (account, now) = (scope.account(), scope.now());
    let holder = store::accounts::holder(scope.tx(), account).await?;
    let deadline = handover.takes_effect_at.unwrap_or(handover.lapses_at);
    Ok(OpenOffer {
        account,
        from: handover.from.user,
        from_holds: holder.is_some_and(|(holder, ..)| holder == handover.from.user),
        to: person(scope, handover.to.user).await?,
        from_unchanged: handover.from.now == Some(handover.from.then),
        to_unchanged: handover.to.now == Some(handover.to.then),
        is_accepted: handover.accepted_at.is_some(),
        is_due: now >= deadline,
    })
}

/// How an open offer has to end by itself; `None` while it stands.
fn overdue(offer: &OpenOffer) -> Option<Outcome> {
    offer.void().map(Outcome::Void).or(offer.has_lapsed().then_some(Outcome::Lapsed))
}

/// What is told to whoever answers an offer that is over.
fn is_over(handover: &Handover, outcome: Outcome, scope: &Scope) -> Result<Problem> {
    let at = handover.ended.map_or(scope.now(), |(at, _)| at);
    let day = scope.member()?.reader.day(at);
    Ok(Problem::field("", outcome.explain(&handover.from.name, &handover.to.name, &day)))
}

/// Ends an open offer; gives the entry to be written.
async fn end(permit: &mut Permit, handover: &Handover, outcome: Outcome) -> Result<Entry> {
    store::handovers::end(permit, handover.id, outcome).await?;
    let (from, to) = (handover.from.user, handover.to.user);
    let (event, before, after) = match outcome {
        Outcome::Cancelled => (Event::OfferCancelled, json!({}), json!({ "receiver": to })),
        Outcome::Declined => (Event::OfferDeclined, json!({}), json!({ "receiver": to })),
        Outcome::Lapsed => (Event::OfferLapsed, json!({}), json!({ "receiver": to })),
        Outcome::Void(why) => (Event::OfferVoid, json!({}), json!({ "receiver": to, "reason": why.explain() })),
        Outcome::Done => (Event::AccountHandedOver, json!({ "holder": from }), json!({ "holder": to })),
    };
    Ok(entry(event, handover.id, before, after))
}

/// What the history keeps: about the offer, which is how both sides find it in their own.
fn entry(event: Event, id: HandoverId, before: Value, after: Value) -> Entry {
    Entry { event, target_kind: "handover", target: id.0, before, after }
}

/// Ends the open offer when what was done in this transaction makes it void, so that nobody is told meanwhile that it
/// stands. To be called after the writes that change somebody's state or how they sign in.
pub(crate) async fn recheck(permit: &mut Permit, portico: &Portico) -> Result<()> {
    let account = permit.account();
    let Some(open) = store::handovers::find(permit.tx(), account, Which::Open).await? else { return Ok(()) };
    let offer = facts(permit.scope(), &open).await?;
    if let Some(why) = offer.void() {
        let entry = end(permit, &open, Outcome::Void(why)).await?;
        permit.record(portico, &entry).await?;
    }
    Ok(())
}
