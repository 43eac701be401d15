//! Portico's use-cases and its store in PostgreSQL. It knows no Leptos, so that it builds and tests on its own.
//!
//! A request goes through three rooms: [`service`] holds one use-case per file and reads as a sentence; it asks
//! [`access`] for a [`access::Scope`] and, to write, a [`access::Permit`]; only [`store`] speaks SQL.

pub mod access;
pub mod audit;
pub mod clock;
pub mod database;
pub mod dates;
pub mod demo;
pub mod error;
pub mod import;
mod licence_token;
pub mod live;
pub mod mail;
pub mod new_password;
pub mod password;
pub mod payment;
mod pdf;
pub mod phone;
pub mod portico;
mod second_factor;
pub mod service;
mod store;
pub mod time_zone;
pub mod token;
mod user_agent;
pub mod webhook;

pub use error::{Error, Result};
pub use portico::Portico;
