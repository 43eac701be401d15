//! The history: showing it, linking its entries into the chain, checking that nobody changed it, erasing a person's
//! values.

mod erase;
mod export;
mod link;
mod reading;
mod verify;
mod view;
mod watch;
mod wording;

pub use erase::{Erased, erase};
pub use export::{COLUMNS, Line, export};
pub(crate) use link::Linker;
pub use link::link;
pub use verify::{Fault, Verified, accounts, verify};
pub use view::view;
pub use watch::{Watched, watch};
pub(crate) use wording::program;
