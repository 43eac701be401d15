//! Portico's rules and the words it is written in: pure types and functions, without a database and without a
//! browser, so that the server decides and the page explains with the same code.
//!
//! Start with [`access`]: it is the only place that knows who may do what.

pub mod access;
pub mod account;
pub mod audit;
pub mod brand;
pub mod contact;
pub mod country;
pub mod email;
pub mod grant;
pub mod group;
pub mod handover;
pub mod history;
pub mod id;
pub mod identity;
pub mod invoice;
pub mod language;
pub mod licence;
pub mod login;
pub mod money;
pub mod notification;
pub mod order;
pub mod password;
pub mod payment;
pub mod problem;
pub mod product;
pub mod profile;
pub mod program;
pub mod redirect;
pub mod relocation;
pub mod role;
pub mod setting;
pub mod text;
pub mod tree;
pub mod user;

pub use id::*;
pub use problem::{FieldError, Problem};
