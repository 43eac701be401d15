//! My Profile: sign-in and security.

mod change_email;
mod codes;
mod remove;
mod sessions;
mod set_up;
mod view;

pub use change_email::ChangeEmail;
pub use codes::RecoveryCodes;
pub use remove::Remove;
pub use set_up::{SetUp, SetUpFirst};
pub use view::View;

use crate::pages::use_account;

/// The page that all of these belong to.
fn page() -> String {
    format!("{}/security", use_account().profile())
}
