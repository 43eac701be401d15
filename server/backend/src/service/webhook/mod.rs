//! Addresses at which programs are told of what happens in an account.

mod add;
mod change;
mod deliver;
mod list;

pub use add::add;
pub(crate) use change::pause_all;
pub use change::{remove, send_again, send_test, set_paused};
pub use deliver::deliver_due;
pub use list::{list, log};
