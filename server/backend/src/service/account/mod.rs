//! Accounts: the operator makes one.

mod create;

pub use create::{Created, NewAccount, create};

use crate::{Portico, Result, store};

/// Whether there is any account yet.
///
/// # Errors
/// When the database does not answer.
pub async fn any(portico: &Portico) -> Result<bool> {
    store::accounts::any(&portico.pool).await
}
