//! The page about who holds the account.

use super::{between, facts, overdue};
use crate::access::Scope;
use crate::dates::Reader;
use crate::store::handovers::{Handover, Which};
use crate::{Result, store};
use domain::Problem;
use domain::access::Action;
use domain::handover::{Outcome, OwnershipView, Pending};
use jiff::Timestamp;

/// Who holds the account, which everybody in it may know; and what is under way, for the two whom it concerns.
///
/// # Errors
/// When the database does not answer.
pub async fn view(scope: &mut Scope) -> Result<OwnershipView> {
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let (holder, name, since) = store::accounts::holder(scope.tx(), account).await?.ok_or(Problem::NotFound)?;
    let (mut stands, mut last) = (None, None);
    if let Some(open) = find(scope, Which::Open).await? {
        // One that is over is told as such, also before it is written down.
        match overdue(&facts(scope, &open).await?) {
            None => stands = Some(pending(scope, &open).await?),
            Some(outcome) => last = Some((now, outcome, open)),
        }
    }
    if last.is_none() {
        let before = find(scope, Which::LastOf(member.actor.user)).await?;
        last = before.and_then(|before| before.ended.map(|(at, outcome)| (at, outcome, before)));
    }
    let last = last.map(|(at, outcome, one): (_, Outcome, Handover)| {
        outcome.explain(&one.from.name, &one.to.name, &member.reader.day(at))
    });
    let home = store::users::find(scope.tx(), account, holder, &member.held).await?;
    let opens = home.is_some_and(|user| member.sees(&user.group.sort_path));
    Ok(OwnershipView {
        account: member.account_name,
        holder: name,
        holder_user: opens.then_some(holder),
        is_holder: member.actor.is_holder,
        since: member.reader.day(since),
        zone: member.reader.zone.iana_name().unwrap_or("UTC").to_owned(),
        may_offer: member.actor.is_holder && member.viewer.is_none() && stands.is_none(),
        confirm: scope.must_confirm(Action::OfferAccount),
        pending: stands,
        last: last.unwrap_or_default(),
    })
}

/// An offer, when it is the reader's to know of.
async fn find(scope: &mut Scope, which: Which) -> Result<Option<Handover>> {
    let account = scope.account();
    let found = store::handovers::find(scope.tx(), account, which).await?;
    Ok(found.filter(|one| scope.offer(Action::ViewOffer, &between(account, one)).allowed))
}

async fn pending(scope: &mut Scope, open: &Handover) -> Result<Pending> {
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let target = between(account, open);
    let to_reader = open.to.user == member.actor.user;
    let mut accept = scope.offer(Action::AcceptAccount, &target);
    accept.allowed &= open.accepted_at.is_none();
    let mut deputies = Vec::new();
    if to_reader {
        for one in store::deputies::of(scope.tx(), account, Some(open.to.user), None, now).await? {
            deputies.push(format!("{}, until {}", one.deputy_name, member.reader.last_day(one.until)));
        }
    }
    Ok(Pending {
        id: open.id,
        from: open.from.name.clone(),
        to: open.to.name.clone(),
        to_reader,
        offered: moment(&member.reader, open.offered_at),
        lapses: moment(&member.reader, open.lapses_at),
        takes_effect: open.takes_effect_at.map(|at| moment(&member.reader, at)),
        deputies,
        accept,
        cancel: scope.offer(Action::CancelOffer, &target),
    })
}

/// To the minute: nobody waits for the second.
fn moment(reader: &Reader, at: Timestamp) -> String {
    format!("{}, {}", reader.day(at), reader.time(at))
}
