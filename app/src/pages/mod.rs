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
pub mod invoice;
pub mod licence;
pub mod list;
mod load;
pub mod login;
mod notice;
pub mod order;
pub mod ownership;
mod palette;
mod panel;
pub mod part;
pub mod payment;
mod person;
mod problem;
pub mod product;
pub mod profile;
pub(crate) mod relocate;
pub mod security;
pub mod session;
pub mod user;

pub use account::{AccountFrame, AccountHome, use_account};
pub use confirm::ConfirmField;
pub use home::Home;
pub use load::{Load, Loaded, load, use_param};
pub use notice::{DoneNotice, use_done};
pub use problem::{NotFound, ProblemPage};
