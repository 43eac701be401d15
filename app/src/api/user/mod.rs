//! The Users page and a user's own.

mod plan_move;
mod relocate;
mod set_password;
mod suspend;
mod tree;
mod view;

pub use plan_move::*;
pub use relocate::*;
pub use set_password::*;
pub use suspend::*;
pub use tree::*;
pub use view::*;
