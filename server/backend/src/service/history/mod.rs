//! The history: linking its entries into the chain, checking that nobody changed it, erasing a person's values.

mod erase;
mod link;
mod verify;

pub use erase::{Erased, erase};
pub(crate) use link::Linker;
pub use link::link;
pub use verify::{Fault, Verified, accounts, verify};
