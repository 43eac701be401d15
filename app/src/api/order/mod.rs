//! Orders.

mod cancel;
mod list;
mod place;
mod plan;
mod view;

pub use cancel::*;
pub use list::*;
pub use place::*;
pub use plan::*;
pub use view::*;
