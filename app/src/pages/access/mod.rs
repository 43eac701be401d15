//! Who reaches a group or a user, and what a user reaches: seeing it, giving access and ending it.

mod give;
mod list;
mod reach;
mod revoke;
mod view;

pub use reach::Reach;
pub use revoke::Revoke;
pub(super) use revoke::falls;
pub use view::{OfGroup, OfUser};
