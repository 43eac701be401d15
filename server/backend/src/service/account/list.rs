//! The operator's program lists accounts.

use crate::access::{Caller, Scope};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::account::AccountDetails;

/// The accounts after this slug, in the order of their slugs, at most so many; and whether there are more.
///
/// # Errors
/// [`domain::Problem::NotFound`] for anyone but the operator; [`domain::Problem::Forbidden`] when the key has no scope
/// for it.
pub async fn list(portico: &Portico, caller: &Caller, after: &str, most: usize) -> Result<(Vec<AccountDetails>, bool)> {
    let mut scope = Scope::for_operator(portico, &caller.without_claim()).await?;
    scope.require(Action::ListAccounts, &Target::Portico)?;
    Ok(crate::service::page(store::accounts::after(scope.tx(), after, most + 1).await?, most))
}
