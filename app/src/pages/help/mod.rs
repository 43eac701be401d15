//! Help for the people of an account.

mod account_types;

pub use account_types::AccountTypes;
