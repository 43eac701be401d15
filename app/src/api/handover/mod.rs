//! Handing the account over to another user.

mod accept;
mod cancel;
mod decline;
mod offer;
mod view;

pub use accept::*;
pub use cancel::*;
pub use decline::*;
pub use offer::*;
pub use view::*;
