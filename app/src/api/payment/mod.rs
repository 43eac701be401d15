//! Paying an invoice.

mod answer;
mod cancel;
mod pay;
mod view;

pub use answer::*;
pub use cancel::*;
pub use pay::*;
pub use view::*;
