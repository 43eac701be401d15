//! The use-cases: one file each, by noun and verb. Each reads as a sentence: open the account, read what is concerned,
//! ask whether it is allowed, write, leave a trace.

pub mod access;
pub mod account;
pub mod brand;
pub mod contact;
pub mod deputy;
pub mod group;
pub mod handover;
pub mod history;
pub mod invitation;
pub mod invoice;
pub mod issuer;
pub mod licence;
pub mod list;
pub mod login;
pub mod mail;
pub mod notification;
pub mod number;
pub mod order;
mod own;
pub mod payment;
pub mod product;
pub mod profile;
pub mod program;
pub mod recovery;
pub mod relocation;
pub mod security;
pub mod session;
pub mod tree;
pub mod user;
pub mod viewing;
pub mod webhook;

use crate::Result;
use domain::{FieldError, Problem};

/// Parses an id from an address or a form. What is no id is answered like an id of nothing.
fn id<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Problem::NotFound.into())
}

/// A page of what was found, and whether there are more: one more than fits was asked for.
fn page<T>(mut found: Vec<T>, most: usize) -> (Vec<T>, bool) {
    let more = found.len() > most;
    found.truncate(most);
    (found, more)
}

/// A concurrent edit, told with what stands there now wherever that differs from what was typed.
fn conflict<const N: usize>(fields: [(&str, &str, &str); N], version: i32) -> Problem {
    let now = fields
        .into_iter()
        .filter(|(_, stored, typed)| stored != typed)
        .map(|(field, stored, _)| {
            let stored = if stored.is_empty() { "nothing".to_owned() } else { format!("“{stored}”") };
            FieldError::new(field, format!("Meanwhile changed to {stored}."))
        })
        .collect();
    Problem::Conflict { now, version }
}
