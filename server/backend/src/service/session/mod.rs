//! Signing in and out.

mod accounts;
mod shell;
mod sign_in;
mod sign_out;
mod sweep;

pub use accounts::accounts;
pub use shell::shell;
pub use sign_in::{SignedIn, sign_in};
pub(crate) use sign_in::{key, network_of};
pub use sign_out::sign_out;
pub use sweep::{DEVICE, sweep};
