//! Issuers: the operator's legal entities that invoice, and what tax they charge. They belong to no account, so what is
//! done to them stands in the operator's log and in no account's history.

mod add;
mod list;
mod set_tax;

pub use add::{NewIssuer, add};
pub use list::{IssuerView, RateView, by_slug, list, list_by_key, view_by_key};
pub use set_tax::{NewRate, set_tax, set_tax_by_key};
