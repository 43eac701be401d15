//! Signing in, and choosing an account.

mod accounts;
mod sign_in;

pub use accounts::Accounts;
pub use sign_in::SignIn;
