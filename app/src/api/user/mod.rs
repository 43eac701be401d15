//! The Users page and a user's own.

mod add;
mod invite;
mod plan_move;
mod relocate;
mod reset_factor;
mod set_password;
mod suspend;
mod tree;
mod view;

pub use add::*;
pub use invite::*;
pub use plan_move::*;
pub use relocate::*;
pub use reset_factor::*;
pub use set_password::*;
pub use suspend::*;
pub use tree::*;
pub use view::*;
