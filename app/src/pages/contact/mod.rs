//! Primary Contacts: the list, and the dialogs over it.

mod add;
mod edit;
mod fields;
mod list;
mod remove;

pub use add::Add;
pub use edit::Edit;
pub use list::List;
pub use remove::Remove;

use crate::links::Links;

/// The page of the list.
fn contacts(links: &Links) -> String {
    links.section("profile/contacts")
}
