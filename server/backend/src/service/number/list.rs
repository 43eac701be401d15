//! The numbers of an account, for the operator.

use super::NumberDetails;
use crate::access::{Caller, Scope};
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};

/// More than any account has.
const ALL: i64 = 1_000_000;

/// Every number of the account, in their order.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account.
pub async fn list(portico: &Portico, slug: &str) -> Result<Vec<NumberDetails>> {
    let mut scope = Scope::open_as_operator(portico, slug).await?;
    let account = may_view(&scope)?;
    let found = store::numbers::after(scope.tx(), account, "", ALL).await?;
    Ok(found.into_iter().map(NumberDetails::from).collect())
}

/// The same for an operator's key: those after this number, at most so many; and whether there are more.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it.
pub async fn list_by_key(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    after: &str,
    most: usize,
) -> Result<(Vec<NumberDetails>, bool)> {
    let mut scope = Scope::open(portico, caller, slug).await?;
    let account = may_view(&scope)?;
    let limit = i64::try_from(most).unwrap_or(ALL).saturating_add(1);
    let found = store::numbers::after(scope.tx(), account, after, limit).await?;
    Ok(crate::service::page(found.into_iter().map(NumberDetails::from).collect(), most))
}

/// One number, for an operator's key, by its id or as E.164.
///
/// # Errors
/// As [`list_by_key`]; [`Problem::NotFound`] when the account has no such number.
pub async fn view_by_key(portico: &Portico, caller: &Caller, slug: &str, which: &str) -> Result<NumberDetails> {
    let mut scope = Scope::open(portico, caller, slug).await?;
    let account = may_view(&scope)?;
    Ok(store::numbers::find(scope.tx(), account, which).await?.ok_or(Problem::NotFound)?.into())
}

fn may_view(scope: &Scope) -> Result<domain::AccountId> {
    scope.require(Action::ViewNumbers, &Target::Account(scope.account()))?;
    Ok(scope.account())
}
