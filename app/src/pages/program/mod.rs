//! Keys for programs: the holder makes and ends them.

mod end;
mod list;
mod make;

pub use end::EndKey;
pub use list::Keys;
pub use make::MakeKey;
