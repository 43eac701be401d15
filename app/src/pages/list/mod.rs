//! Mailing lists.

mod view;

pub use view::View;
