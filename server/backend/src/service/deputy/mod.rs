//! Deputies: while somebody is away, another acts for them.

mod appoint;
mod end;
mod list;

pub use appoint::appoint;
pub use end::end;
pub(crate) use end::end_one;
pub use list::list;
