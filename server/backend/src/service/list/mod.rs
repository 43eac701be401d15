//! Mailing lists: which of them one reads, leaving one by a mailed link, and what the operator does with them.
//!
//! Lists belong to no account and subscriptions to a login, because it is its address that mail goes to. Nobody is
//! subscribed by anybody else.

mod choose;
mod operate;
mod unsubscribe;
mod view;

pub use choose::choose;
pub use operate::{NewList, Operated, add, add_by_key, all, list_by_key, send, view_by_key};
pub use unsubscribe::{Leaving, look, unsubscribe};
pub use view::view;
