//! Licences, and the machines that use them.

mod activate;
mod deactivate;
mod list;
mod view;

pub use activate::*;
pub use deactivate::*;
pub use list::*;
pub use view::*;
