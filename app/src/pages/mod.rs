//! The pages: one file per route, by noun and verb.

pub mod access;
mod account;
mod confirm;
pub mod contact;
pub mod coverage;
pub mod deputy;
pub mod group;
pub mod help;
pub mod history;
mod home;
pub mod list;
mod load;
pub mod login;
mod notice;
pub mod ownership;
mod palette;
mod panel;
pub mod part;
mod person;
mod problem;
pub mod profile;
pub mod program;
pub(crate) mod relocate;
pub mod session;
pub mod user;
pub mod webhook;

pub use account::{AccountFrame, AccountHome, use_account};
pub use confirm::ConfirmField;
pub use home::Home;
pub use load::{Load, Loaded, load, use_param};
pub use notice::{DoneNotice, use_done};
pub use problem::{NotFound, ProblemPage};
