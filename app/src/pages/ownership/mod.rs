//! Who holds the account, and handing it over.

mod notice;
mod view;

pub(in crate::pages) use notice::{card, notice};
pub use view::View;
