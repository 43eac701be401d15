//! Invoices as pages show them: amounts and dates are in the reader's words already.

use super::Status;
use crate::{InvoiceId, PaymentId};
use serde::{Deserialize, Serialize};

/// Documents on one page of the list.
pub const PAGE: usize = 25;

/// The orders of the list, by name in its address, with what people call them. The first is the one without a name.
pub const ORDERS: [(&str, &str); 4] =
    [("", "Newest first"), ("oldest", "Oldest first"), ("due", "Due first"), ("amount", "Largest amount first")];

/// What the list shows. All text, as it stands in the address: what does not parse is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    /// Only those with these words in their number, reference or lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Only those that stand so: a name of [`Status`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// Only those of this kind: a name of [`super::Kind`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Only those issued in this year.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub year: String,
    /// In which order: a name of [`ORDERS`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// Only what comes after this one: [`InvoiceList::next`] of the page before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

impl ListView {
    /// Whether anything is filtered.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        [&self.q, &self.status, &self.kind, &self.year].into_iter().any(|value| !value.trim().is_empty())
    }
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceList {
    /// Why the reader may see it.
    pub why: String,
    /// What is left to pay in each currency, and how much of that is overdue.
    pub left: Vec<Left>,
    /// The years in which something was issued, the newest first.
    pub years: Vec<String>,
    /// The documents.
    pub rows: Vec<InvoiceRow>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<String>,
}

/// What is left to pay in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// All of it.
    pub amount: String,
    /// What of it is overdue; empty when nothing is.
    pub overdue: String,
}

/// A document in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Which.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What it is, in words.
    pub kind: String,
    /// The day of its issue.
    pub date: String,
    /// The day by which it is to be paid; empty for a credit note.
    pub due: String,
    /// How it stands.
    pub status: Status,
    /// What it asks for.
    pub amount: String,
    /// What is left to pay; empty when nothing is.
    pub left: String,
}

/// A document as a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePage {
    /// Why the reader may see it.
    pub why: String,
    /// How it stands.
    pub status: Status,
    /// Something is left to pay, and the reader may pay it.
    pub pay: bool,
    /// What stands on it.
    pub document: Document,
    /// What was paid; empty when nothing was.
    pub paid: String,
    /// What credit notes took back; empty when nothing was.
    pub credited: String,
    /// What is left to pay; empty when nothing is.
    pub left: String,
    /// What was paid for what was credited later; empty when nothing was.
    pub to_refund: String,
    /// What was paid and refunded, in order.
    pub payments: Vec<Paid>,
    /// What a credit note takes back.
    pub credits: Option<Other>,
    /// The credit notes that take something back.
    pub credit_notes: Vec<Other>,
    /// The invoices that a summary invoice gathers, with what is left to pay of each.
    pub gathers: Vec<Other>,
    /// The summary invoice that gathers it.
    pub gathered_by: Option<Other>,
    /// Why it is void; empty when it is not.
    pub void_because: String,
}

/// What stands on a document, the same for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Which.
    pub id: InvoiceId,
    /// What it is: *Invoice*, *Summary invoice*, *Credit note*.
    pub title: String,
    /// Its number.
    pub number: String,
    /// The day of its issue.
    pub issued: String,
    /// The day by which it is to be paid; empty for a credit note.
    pub due: String,
    /// The period that it is for; possibly empty.
    pub period: String,
    /// The buyer's reference; possibly empty.
    pub reference: String,
    /// The number of the invoice that a credit note takes back; otherwise empty.
    pub credits: String,
    /// A note; possibly empty.
    pub note: String,
    /// Who sells.
    pub seller: PartyText,
    /// Who buys.
    pub buyer: PartyText,
    /// The lines.
    pub lines: Vec<LineText>,
    /// The lines of a summary invoice are invoices: they have only a description and an amount, and no tax stands apart.
    pub is_summary: bool,
    /// The sum of the lines.
    pub net: String,
    /// The taxes by rate.
    pub taxes: Vec<TaxText>,
    /// What is asked for, or taken back.
    pub total: String,
}

/// A company as it is written on a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyText {
    /// Its name.
    pub name: String,
    /// Its address with the country.
    pub address: Vec<String>,
    /// Its VAT or tax id; possibly empty.
    pub tax_id: String,
    /// Where it is paid to; possibly empty.
    pub payment: Vec<String>,
}

/// A line as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineText {
    /// For what.
    pub description: String,
    /// How much, with its unit.
    pub quantity: String,
    /// What one costs.
    pub price: String,
    /// What is taken off; empty when nothing is.
    pub discount: String,
    /// The tax's rate.
    pub tax: String,
    /// What it comes to, without tax.
    pub net: String,
}

/// The tax of one rate as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxText {
    /// Its name, rate, and on how much: `Moms 25% on SEK 100.00`.
    pub label: String,
    /// How much.
    pub amount: String,
}

/// Money that came in, or went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// When.
    pub date: String,
    /// What happened, in words.
    pub what: String,
    /// How much.
    pub amount: String,
    /// What the bank calls the transfer; otherwise empty.
    pub reference: String,
    /// The payment by card, whose page is its receipt.
    pub payment: Option<PaymentId>,
}

/// Another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// Which.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// The day of its issue.
    pub date: String,
    /// An amount that matters here, in words.
    pub amount: String,
}
