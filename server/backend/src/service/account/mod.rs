//! Accounts: the operator makes and lists them, programs read them.

mod create;
mod list;
mod view;

pub use create::{Created, NewAccount, ProgramAccount, create, create_by_key};
pub use list::list;
pub use view::{made, view};

use crate::{Portico, Result, store};

/// Whether there is any account yet.
///
/// # Errors
/// When the database does not answer.
pub async fn any(portico: &Portico) -> Result<bool> {
    store::accounts::any(&portico.pool).await
}
