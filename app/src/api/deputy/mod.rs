//! Deputies: while somebody is away, another acts for them.

mod appoint;
mod end;
mod list;

pub use appoint::*;
pub use end::*;
pub use list::*;
