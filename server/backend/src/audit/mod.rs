//! The history's seals. An entry is sealed when it is written, with a key that is not in the database, and linked into
//! its account's chain soon after; whoever changes, removes, adds or reorders rows cannot make the seals fit, whatever
//! rights they have in the database.
//!
//! What happened stands in `audit_log`, the values beside it in `audit_values`: an entry's seal covers only
//! commitments to them (SHA-256 of a random salt and the value), so that a person's values can be erased and the chain
//! still holds.

mod chain;
mod checkpoints;
mod key;
mod seal;

pub use chain::Checkpoint;
pub(crate) use chain::link_mac;
pub use checkpoints::{CheckpointError, CheckpointFile, Checkpoints};
pub use key::{AuditKey, KeyError};
pub(crate) use seal::{Sealed, commitment, entry_mac};
