//! Telling an account's people: who receives which type of mail, and the one way in which a use-case tells them.
//!
//! The account holder receives every type, whichever there are and will be, until they switch it off themselves: so no
//! type is without a recipient because nobody thought of it. Everybody else, users and Primary Contacts, receives what
//! was switched on for them.
//!
//! Left out is whoever is suspended, has no login, or whose address mail could not be delivered to. Whoever was invited
//! and has not accepted is left out too: until somebody says at that address that it is theirs, nothing of the account
//! is told to it. The page about coverage says all of this beforehand.

mod coverage;
mod reach;
mod tell;

pub(crate) use coverage::would_miss;
pub use coverage::{coverage, save_coverage};
pub use reach::{mail_state, try_again, try_own_again};
pub use tell::{Recipient, tell, tell_user};
