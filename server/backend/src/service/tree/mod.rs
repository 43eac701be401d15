//! The Users page.

mod show;

pub use show::show;
