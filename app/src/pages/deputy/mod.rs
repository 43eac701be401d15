//! Deputies: while somebody is away, another acts for them.

mod list;
mod view;

pub(in crate::pages) use list::deputyships;
pub use view::View;
