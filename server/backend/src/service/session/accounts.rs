//! The accounts that a person can open.

use crate::access::Caller;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::account::AccountLink;

/// The accounts of whoever is signed in, by name.
///
/// # Errors
/// [`Problem::SignInRequired`] without a living session.
pub async fn accounts(portico: &Portico, caller: &Caller) -> Result<Vec<AccountLink>> {
    let token = caller.session.as_ref().ok_or(Problem::SignInRequired)?;
    let login = store::sessions::login(&portico.pool, token, portico.clock.now(), portico.policy.idle)
        .await?
        .ok_or(Problem::SignInRequired)?;
    store::accounts::of_login(&portico.pool, login).await
}
