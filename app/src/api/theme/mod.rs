//! The choice of theme.

mod choose;

pub use choose::*;
