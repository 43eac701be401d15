//! The accounts that a person can open.

use crate::access::Caller;
use crate::{Portico, Result, store};
use domain::account::AccountLink;

/// The accounts of whoever is signed in, by name.
///
/// # Errors
/// As [`super::signed_in`].
pub async fn accounts(portico: &Portico, caller: &Caller) -> Result<Vec<AccountLink>> {
    let signed_in = super::signed_in(portico, caller).await?;
    store::accounts::of_login(&portico.pool, signed_in.login).await
}
