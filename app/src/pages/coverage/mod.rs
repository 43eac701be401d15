//! Who receives which mail, and whether it reaches them.

mod state;
mod view;

pub(in crate::pages) use state::state;
pub use view::View;
