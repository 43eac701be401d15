//! Deputies: while somebody is away, another acts for them.

mod appoint;
mod end;
mod list;

pub use appoint::appoint;
pub use end::end;
pub use list::list;
