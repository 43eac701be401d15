//! Accounts: the operator makes and lists them, gives one whose holder is gone to another, and programs read them.

mod create;
mod list;
mod set_holder;
mod view;

pub use create::{Created, NewAccount, ProgramAccount, create, create_by_key};
pub use list::list;
pub use set_holder::{HolderChange, plan_set_holder, set_holder};
pub use view::{made, view};

use crate::{Portico, Result, store};

/// Whether there is any account yet.
///
/// # Errors
/// When the database does not answer.
pub async fn any(portico: &Portico) -> Result<bool> {
    store::accounts::any(&portico.pool).await
}
