//! The Users page and a user's own.

mod add;
mod delete;
mod invite;
mod plan_move;
mod relocate;
mod reset_factor;
mod restore;
mod set_password;
mod suspend;
mod tree;
mod view;

pub use add::*;
pub use delete::*;
pub use invite::*;
pub use plan_move::*;
pub use relocate::*;
pub use reset_factor::*;
pub use restore::*;
pub use set_password::*;
pub use suspend::*;
pub use tree::*;
pub use view::*;
