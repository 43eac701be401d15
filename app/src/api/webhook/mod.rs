//! Addresses at which programs are told of events.

mod add;
mod change;
mod list;
mod log;

pub use add::*;
pub use change::*;
pub use list::*;
pub use log::*;
