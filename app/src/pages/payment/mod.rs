//! Paying an invoice, and what became of it.

mod pay;
mod view;

pub use pay::Pay;
pub use view::View;
