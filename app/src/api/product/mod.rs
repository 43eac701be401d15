//! The catalogue.

mod catalogue;

pub use catalogue::*;
