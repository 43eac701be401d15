//! Programs that work with Portico: the keys that they come with, and what they asked before.

mod admit;
mod end;
mod list;
mod make;
mod operator;
mod sweep;

pub use admit::{Admission, admit, keep_answer};
pub use end::end;
pub(crate) use end::end_all;
pub use list::list;
pub use make::make;
pub use operator::{OperatorKeyLine, add_operator_key, end_operator_key, operator_keys};
pub use sweep::sweep;
