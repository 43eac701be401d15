//! A group goes below another one, with everything in it.

use crate::access::{Caller, Scope};
use crate::service::relocation::{self, What};
use crate::{Portico, Result};
use domain::GroupId;
use domain::relocation::MoveView;

/// See [`relocation::plan_move`].
///
/// # Errors
/// As there.
pub async fn plan_move(scope: &mut Scope, group: &str, to: &str, search: &str) -> Result<MoveView> {
    relocation::plan_move(scope, &What::Group(group.to_owned()), to, search).await
}

/// See [`relocation::relocate`].
///
/// # Errors
/// As there.
pub async fn relocate(portico: &Portico, caller: &Caller, slug: &str, group: &str, to: &str) -> Result<GroupId> {
    relocation::relocate(portico, caller, slug, &What::Group(group.to_owned()), to).await?;
    crate::service::id(group)
}
