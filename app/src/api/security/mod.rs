//! Sign-in and security: one's second factor, one's sessions, and the address that one signs in with.

mod change_email;
mod factor;
mod sessions;
mod view;

pub use change_email::*;
pub use factor::*;
pub use sessions::*;
pub use view::*;
