//! Moves that were made.

mod undo;

pub use undo::*;
