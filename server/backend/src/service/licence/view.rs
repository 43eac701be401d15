//! One licence with the machines that use it and those that did.

use super::{account, found, is_soon, row, when_and_by};
use crate::access::{Member, Scope};
use crate::store::licences::{self, Bound};
use crate::{Result, store};
use domain::access::{Action, Offer};
use domain::licence::{Activation, LicenceDetail};

/// Machines that are shown of those that use a licence.
const MOST_ACTIVE: i64 = 500;

/// Machines that are shown of those that used it.
const MOST_ENDED: usize = 50;

/// A licence's page.
///
/// # Errors
/// [`domain::Problem::Forbidden`] without the role for it; [`domain::Problem::NotFound`] when there is no such licence.
pub async fn view(scope: &mut Scope, id: &str) -> Result<LicenceDetail> {
    let why = scope.require(Action::ViewLicences, &account(scope))?.explain();
    let licence = found(scope, id).await?;
    let (account_id, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let active = store::licences::activations(scope.tx(), account_id, Bound::Active(licence.id), MOST_ACTIVE).await?;
    let most = i64::try_from(MOST_ENDED).unwrap_or(i64::MAX);
    let mut ended = store::licences::activations(scope.tx(), account_id, Bound::Ended(licence.id), most + 1).await?;
    let more = ended.len() > MOST_ENDED;
    ended.truncate(MOST_ENDED);
    let deactivate = scope.offer(Action::ActivateLicences, &account(scope));
    let row = row(&licence, &member.reader, now);
    let hindrance = row.state.hindrance().map(ToOwned::to_owned).or_else(|| {
        (licence.used >= licence.seats)
            .then(|| "All seats are in use. Deactivate a machine to free its seat.".to_owned())
    });
    let activate = match hindrance {
        Some(why) if deactivate.allowed => Offer { allowed: false, why },
        _ => deactivate.clone(),
    };
    let ends_soon = licence.expires_at.is_some_and(|end| is_soon(end, now)) && !licence.revoked;
    let renew = match ends_soon {
        true => scope.offer(Action::MakePurchases, &account(scope)),
        false => Offer { allowed: false, why: String::new() },
    };
    Ok(LicenceDetail {
        renew,
        since: member.reader.day(licence.created_at),
        licence: row,
        why,
        activate,
        deactivate,
        active: active.into_iter().map(|one| shown(&member, one)).collect(),
        ended: ended.into_iter().map(|one| shown(&member, one)).collect(),
        more,
    })
}

fn shown(member: &Member, one: licences::Activation) -> Activation {
    Activation {
        id: one.id,
        seat: one.seat,
        from: when_and_by(member, one.from.0, one.from.1.as_ref()),
        until: one.until.map(|(at, by)| when_and_by(member, at, by.as_ref())).unwrap_or_default(),
        machine: one.machine,
        name: one.name,
    }
}
