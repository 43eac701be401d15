//! An account's own details.

use crate::access::{Caller, Scope};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::account::AccountDetails;
use domain::{AccountId, Problem};

/// The open account.
///
/// # Errors
/// [`Problem::Forbidden`] for users other than the account holder, and for keys without the scope.
pub async fn view(scope: &mut Scope) -> Result<AccountDetails> {
    let account = scope.account();
    scope.require(Action::ViewAccount, &Target::Account(account))?;
    Ok(store::accounts::details(scope.tx(), account).await?.ok_or(Problem::NotFound)?)
}

/// An account that a program has just made.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; [`Problem::Forbidden`] when the key may not make any.
pub async fn made(portico: &Portico, caller: &Caller, account: AccountId) -> Result<AccountDetails> {
    let mut scope = Scope::for_operator(portico, &caller.without_claim()).await?;
    scope.require(Action::CreateAccount, &Target::Portico)?;
    store::accounts::set_current(scope.tx(), account).await?;
    Ok(store::accounts::details(scope.tx(), account).await?.ok_or(Problem::NotFound)?)
}
