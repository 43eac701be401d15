//! Authorized Logins: the list, and the dialogs over it.

mod add;
mod edit;
mod fields;
mod list;
mod remove;

pub use add::Add;
pub use edit::Edit;
pub use list::List;
pub use remove::Remove;

pub(super) use fields::mail;

use crate::links::Links;

/// The page of the list.
fn logins(links: &Links) -> String {
    links.section("profile/logins")
}
