//! The operator holds a licence back, lets it go on, or ends it for good: a command, or a program.

use super::{account, found};
use crate::access::{Caller, Entry, Scope};
use crate::store::licences::Which;
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::audit::Event;
use domain::licence::LicenceKey;
use domain::{LicenceId, Problem};
use serde_json::json;

/// What becomes of a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// No machine can be activated until it goes on.
    Suspend,
    /// It goes on.
    Resume,
    /// It is over, for good.
    Revoke,
}

/// Does this to the licence with this key; says whether that changed anything. Machines that have a token of a licence
/// that is held back go on until it ends.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; [`Problem::Invalid`] for a key with a slip or of no licence of
/// the account, and to change a licence that was revoked.
pub async fn stop(portico: &Portico, slug: &str, key: &str, what: Stop) -> Result<bool> {
    let key: LicenceKey =
        key.parse().map_err(|fault: String| Problem::field("licence", format!("The licence’s key {fault}.")))?;
    let mut scope = Scope::open_as_operator(portico, slug).await?;
    let account_id = scope.account();
    let none = || Problem::field("licence", format!("This account has no licence with the key {key}."));
    let id = store::licences::of_key(scope.tx(), account_id, &key).await?.ok_or_else(none)?;
    carry_out(portico, scope, id, what).await
}

/// The same to the licence of this id, by an operator's key.
///
/// # Errors
/// As [`stop`]; [`Problem::NotFound`] when the account has no such licence; [`Problem::Forbidden`] when the key has no
/// scope for it.
pub async fn stop_by_key(portico: &Portico, caller: &Caller, slug: &str, id: &str, what: Stop) -> Result<LicenceId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    scope.require(Action::StopLicence, &account(&scope))?;
    let licence = found(&mut scope, id).await?;
    carry_out(portico, scope, licence.id, what).await?;
    Ok(licence.id)
}

async fn carry_out(portico: &Portico, mut scope: Scope, id: LicenceId, what: Stop) -> Result<bool> {
    let (target, account_id, now) = (account(&scope), scope.account(), scope.now());
    store::licences::lock(scope.tx(), account_id, id).await?;
    let found = store::licences::find(scope.tx(), account_id, Which::Id(id)).await?;
    let licence = found.into_iter().next().ok_or(Problem::NotFound)?;
    if licence.revoked {
        return Err(Problem::field("licence", "This licence was revoked, which is for good.").into());
    }
    let before = licence.state(now).label();
    let mut permit = scope.authorize(Action::StopLicence, &target)?;
    let (event, suspended, revoked) = match what {
        Stop::Suspend => (Event::LicenceSuspended, true, false),
        Stop::Resume => (Event::LicenceResumed, false, false),
        Stop::Revoke => (Event::LicenceRevoked, licence.suspended, true),
    };
    if (licence.suspended, licence.revoked) == (suspended, revoked) {
        permit.change_nothing(id.0).await?;
        return Ok(false);
    }
    store::licences::stop(&mut permit, id, suspended, revoked).await?;
    let found = store::licences::find(permit.tx(), account_id, Which::Id(id)).await?;
    let after = found.first().map(|licence| licence.state(now).label());
    let entry = Entry {
        event,
        target_kind: "licence",
        target: id.0,
        before: json!({ "product": licence.product_name, "state": before }),
        after: json!({ "product": licence.product_name, "state": after }),
    };
    permit.commit(portico, entry).await?;
    Ok(true)
}
