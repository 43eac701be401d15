//! Who receives which mail, and whether it reaches them.

mod retry;
mod save;
mod state;
mod view;

pub use retry::*;
pub use save::*;
pub use state::*;
pub use view::*;
