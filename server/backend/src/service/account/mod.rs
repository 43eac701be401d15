//! Accounts: the operator makes one, and gives one whose holder is gone to another.

mod create;
mod set_holder;

pub use create::{Created, NewAccount, create};
pub use set_holder::{HolderChange, plan_set_holder, set_holder};

use crate::{Portico, Result, store};

/// Whether there is any account yet.
///
/// # Errors
/// When the database does not answer.
pub async fn any(portico: &Portico) -> Result<bool> {
    store::accounts::any(&portico.pool).await
}
