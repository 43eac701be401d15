//! Invoices, summary invoices and credit notes, with their lines and what was paid for them; and drafts, apart.

mod documents;
mod drafts;
mod lines;
mod list;
mod payments;

pub(crate) use documents::{
    Invoice, Which, before, find, gather, insert, one, refresh_summary, set_reminded, set_standing, set_void,
    to_gather, to_remind,
};
pub(crate) use drafts::{Draft, delete_draft, drafts, insert_draft, set_draft, set_draft_issued};
pub(crate) use lines::{StoredLine, credited, insert_lines, lines};
pub(crate) use list::{Asked, Listed, Order, Place, left, list, years};
pub(crate) use payments::{Payment, Payments, insert_payment, payments};

use crate::Error;

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::internal("reading an invoice", error)
}
