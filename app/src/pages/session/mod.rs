//! Signing in, and choosing an account.

mod accounts;
mod enter_code;
mod sign_in;

pub use accounts::Accounts;
pub use enter_code::EnterCode;
pub use sign_in::SignIn;
