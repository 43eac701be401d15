//! Asking before doing.
//!
//! A [`Scope`] is one transaction in which one account is open for one actor; it reads. Only a [`Permit`] writes, only
//! [`Scope::authorize`] makes one, in the transaction that will write and after the rows it depends on are locked,
//! and only [`Permit::commit`], which takes the audit log's entry, makes what was written last. So no write is
//! written without a decision, and none without a trace. (What lies in no account has its trace in the log:
//! [`Permit::commit_outside`].) A test reads the store's sources and fails when one of its
//! writes does not take a permit.

mod caller;
mod member;
mod permit;
mod scope;
mod shared;

pub use caller::{Caller, Claim, Program};
pub use member::{Member, Root, Viewer};
pub use permit::{Entry, Permit};
pub use scope::Scope;
pub use shared::SharedScope;
