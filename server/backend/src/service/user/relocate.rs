//! A user goes to another group.

use crate::access::{Caller, Scope};
use crate::service::relocation::{self, What};
use crate::{Portico, Result};
use domain::UserId;
use domain::relocation::MoveView;

/// See [`relocation::plan_move`].
///
/// # Errors
/// As there.
pub async fn plan_move(scope: &mut Scope, user: &str, to: &str, search: &str) -> Result<MoveView> {
    relocation::plan_move(scope, &What::User(user.to_owned()), to, search).await
}

/// See [`relocation::relocate`].
///
/// # Errors
/// As there.
pub async fn relocate(portico: &Portico, caller: &Caller, slug: &str, user: &str, to: &str) -> Result<UserId> {
    relocation::relocate(portico, caller, slug, &What::User(user.to_owned()), to).await?;
    crate::service::id(user)
}
