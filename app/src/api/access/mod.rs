//! Access that people give each other.

mod give;
mod plan_revoke;
mod reach;
mod revoke;
mod suggest;
mod view;

pub use give::*;
pub use plan_revoke::*;
pub use reach::*;
pub use revoke::*;
pub use suggest::*;
pub use view::*;
