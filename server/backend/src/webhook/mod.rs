//! Telling programs of events over HTTP: what a message is, how it is signed, and which addresses may be called at all.

mod client;
mod reach;
mod sign;

pub use client::WebhookClient;
pub(crate) use client::{Answer, Fault, Message};
pub(crate) use reach::Reach;
pub(crate) use sign::{shown_secret, signature};
