//! Signing in and out, and what stands around every page.

mod accounts;
mod change_password;
mod shell;
mod sign_in;
mod sign_out;

pub use accounts::*;
pub use change_password::*;
pub use shell::*;
pub use sign_in::*;
pub use sign_out::*;
