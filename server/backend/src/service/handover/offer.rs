//! The account holder offers the account to another user.

use super::{end, entry, facts, overdue};
use crate::access::{Caller, Scope};
use crate::service::access::named;
use crate::service::session::confirm;
use crate::store::handovers::{NewOffer, Which};
use crate::{Portico, Result, store};
use domain::access::{Action, Decision, Refusal, Target};
use domain::audit::Event;
use domain::handover::{DAYS_UNTIL_LAPSE, OfferForm};
use domain::{HandoverId, Problem};
use jiff::SignedDuration;
use serde_json::json;

/// Offers the account to a user, who has [`DAYS_UNTIL_LAPSE`] days to accept it. What an earlier offer left that
/// lapsed or is void ends with it. `own` is the actor's own password, where it is asked for.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the form, when it names somebody who cannot hold an account, and while another
/// offer is open; [`Problem::Forbidden`] when the actor does not hold the account; as [`confirm`].
pub async fn offer(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    form: &OfferForm,
    own: String,
) -> Result<HandoverId> {
    let (who, typed_name) = form.parse()?;
    confirm(portico, caller, Action::OfferAccount, own).await?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let to = named(&mut scope, &who).await?;
    let receiver = to.user.id;
    let target = Target::Person(Box::new(to));
    match scope.decide(Action::OfferAccount, &target) {
        Decision::Forbidden(Refusal::ToOneself) => {
            return Err(Problem::field("who", "You hold this account already; name somebody else.").into());
        }
        Decision::Forbidden(refusal @ (Refusal::System | Refusal::Suspended | Refusal::NoLogin)) => {
            return Err(Problem::field("who", refusal.explain()).into());
        }
        _ => {}
    }
    scope.require(Action::OfferAccount, &target)?;
    let (holder, name) = (scope.member()?.actor.user, scope.member()?.account_name.clone());
    if typed_name != name {
        let fault = format!("This is not the account’s name; type {name} exactly as it is written.");
        return Err(Problem::field("confirm", fault).into());
    }
    let before = store::handovers::find(scope.tx(), account, Which::Open).await?;
    let over = match &before {
        Some(open) => overdue(&facts(&mut scope, open).await?),
        None => None,
    };
    if let (Some(open), None) = (&before, over) {
        let told = format!("The account is offered to {} already; cancel that offer first.", open.to.name);
        return Err(Problem::field("", told).into());
    }
    let from = store::handovers::sign_in(scope.tx(), account, holder).await?.ok_or(Problem::NotFound)?;
    let to = store::handovers::sign_in(scope.tx(), account, receiver).await?.ok_or(Problem::NotFound)?;
    let mut permit = scope.authorize(Action::OfferAccount, &target)?;
    if let (Some(open), Some(outcome)) = (&before, over) {
        let entry = end(&mut permit, open, outcome).await?;
        permit.record(portico, &entry).await?;
    }
    let now = permit.now();
    let id = HandoverId(portico.entropy.id(now)?);
    let lapses_at = now.saturating_add(SignedDuration::from_hours(24 * DAYS_UNTIL_LAPSE)).unwrap_or(now);
    let new = NewOffer { id, from: (holder, from), to: (receiver, to), lapses_at };
    store::handovers::insert(&mut permit, &new).await?;
    let after = json!({ "receiver": receiver, "lapses": lapses_at.to_string() });
    permit.commit(portico, entry(Event::AccountOffered, id, json!({}), after)).await?;
    Ok(id)
}
