//! The Users page, and one user's.

mod browse;
mod delete;
mod deleted;
mod overview;
mod relocate;
mod reset_factor;
mod set_password;
mod suspend;

pub use browse::Browse;
pub use delete::Delete;
pub use deleted::Deleted;
pub use overview::Overview;
pub use relocate::Relocate;
pub use reset_factor::ResetFactor;
pub use set_password::SetPassword;
pub use suspend::Suspend;

pub(super) use browse::use_tree_view;
