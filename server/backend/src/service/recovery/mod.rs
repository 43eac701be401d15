//! Forgotten passwords: somebody asks for a new one, a worker finds out what they get, and who has a link chooses one.
//!
//! The request does nothing but note the address: it takes the same time and has the same answer whatever there is. See
//! [`domain::access::recovery`] for who gets a link and who is told to ask the account holder.

mod answer;
mod ask;
mod choose;

pub use answer::answer;
pub use ask::ask;
pub use choose::{choose, look};
