//! Mailing lists.

mod choose;
mod view;

pub use choose::*;
pub use view::*;
