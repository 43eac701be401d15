//! Primary Contacts.

mod add;
mod edit;
mod list;
mod remove;
mod view;

pub use add::*;
pub use edit::*;
pub use list::*;
pub use remove::*;
pub use view::*;
