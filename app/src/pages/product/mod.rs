//! The catalogue.

mod list;

pub use list::List;
