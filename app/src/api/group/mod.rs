//! Groups: seeing one, adding, editing, moving and deleting.

mod add;
mod delete;
mod edit;
mod plan_move;
mod relocate;
mod settings;
mod view;

pub use add::*;
pub use delete::*;
pub use edit::*;
pub use plan_move::*;
pub use relocate::*;
pub use settings::*;
pub use view::*;
