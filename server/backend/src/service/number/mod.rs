//! The inventory of numbers that the operator puts at an account's disposal.

mod add;
mod list;
mod remove;

pub use add::{add, add_by_key};
pub use list::{list, list_by_key, view_by_key};
pub use remove::{remove, remove_by_key};

use crate::phone;
use crate::store::numbers::Number;

/// A number of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberDetails {
    /// Which.
    pub id: domain::NumberId,
    /// E.164 (ITU-T).
    pub number: String,
    /// Where it is from (ISO 3166-1 alpha-2); `None` for numbers of no country.
    pub country: Option<String>,
    /// When it was added (RFC 3339).
    pub added: String,
}

impl From<Number> for NumberDetails {
    fn from(of: Number) -> Self {
        let Number { id, number, added_at } = of;
        Self { id, country: phone::country(&number), number, added: added_at.to_string() }
    }
}
