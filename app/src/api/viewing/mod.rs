//! Looking at the account as another user sees it.

mod begin;
mod end;

pub use begin::*;
pub use end::*;
