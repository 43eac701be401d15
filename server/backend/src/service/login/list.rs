//! The page that lists them.

use super::{boxes, require, row};
use crate::access::Scope;
use crate::{Result, store};
use domain::access::Action;
use domain::login::LoginsView;

/// The account holder and the Authorized Logins, with their access at a glance.
///
/// # Errors
/// [`domain::Problem::Forbidden`] for anyone but the account holder.
pub async fn list(scope: &mut Scope) -> Result<LoginsView> {
    require(scope, Action::ViewLogins)?;
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let registry = store::notifications::registry(scope.tx()).await?;
    let listed = store::authorized::list(scope.tx(), account, None).await?;
    let logins = listed.iter().map(|listed| row(&member, now, &registry, listed)).collect();
    Ok(LoginsView { logins, types: boxes(&registry, &[]), confirm: scope.must_confirm(Action::ManageLogins) })
}
