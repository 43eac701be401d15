//! Keys by which programs act.

mod end_key;
mod keys;
mod make_key;

pub use end_key::*;
pub use keys::*;
pub use make_key::*;
