//! Invoices: the operator drafts, issues, credits, gathers and voids them; money is recorded for them once for each source.
//!
//! What others need inside their own transaction takes their permit: [`issue_within`] and [`record_payment`],
//! [`record_refund`]. Their permit is the decision; these write their own entries into the history.

pub(crate) mod announce;
mod credit;
mod draft;
mod facts;
mod issue;
mod list;
mod pay;
mod pdf;
mod program;
mod remind;
mod summarize;
mod transfer;
mod view;
mod void;

pub use credit::{CreditedLine, credit, credit_by_key};
pub use draft::{DraftView, change_draft, discard_draft, draft, drafts, issue_draft};
pub use facts::{Facts, facts};
pub(crate) use issue::write;
pub use issue::{Issued, issue, issue_within};
pub use list::{COLUMNS, CsvLine, export, list};
pub(crate) use pay::apply_payment;
pub use pay::{Recorded, Source, record_payment, record_refund};
pub use pdf::pdf;
pub use program::{issue_by_key, list_by_key, view_by_key, void_by_key};
pub use remind::remind;
pub(crate) use summarize::gather;
pub use summarize::{Period, summarize};
pub(crate) use transfer::BANK_TRANSFER;
pub use transfer::{NewTransfer, Transfer, record_transfer, record_transfer_by_key};
pub use view::view;
pub use void::void;
pub(crate) use void::void_within;

use crate::access::{Entry, Permit};
use crate::store::Tx;
use crate::store::invoices::{Invoice, Which};
use crate::{Error, Result, store};
use domain::audit::Event;
use domain::invoice::Refusal;
use domain::money::{Money, MoneyError};
use domain::{AccountId, InvoiceId, Problem};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

/// A document of the account, locked until the transaction ends.
async fn locked(permit: &mut Permit, id: InvoiceId) -> Result<Invoice> {
    let account = permit.account();
    let found = store::invoices::find(permit.tx(), account, Which::Id(id), true).await?.pop();
    Ok(found.ok_or(Problem::NotFound)?)
}

/// The document of this number; for the operator, who names them so.
async fn by_number(tx: &mut Tx, account: AccountId, number: &str) -> Result<Invoice> {
    let mut found = store::invoices::find(tx, account, Which::Number(number), true).await?;
    match (found.pop(), found.is_empty()) {
        (Some(invoice), true) => Ok(invoice),
        (Some(_), false) => {
            Err(Problem::field("number", format!("Two issuers have an invoice {number} here; void or credit neither."))
                .into())
        }
        (None, _) => Err(Problem::field("number", format!("There is no invoice {number} in this account.")).into()),
    }
}

/// The day of a moment: documents carry days of UTC.
fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The history's entry for something that happened to a document; `before` and `after` are what differs.
fn entry(event: Event, invoice: &Invoice, amount: Option<Money>) -> Entry {
    let mut after = json!({ "number": invoice.number, "kind": invoice.kind.label() });
    if let Some(amount) = amount {
        after["amount"] = json!(format!("{} {}", amount.plain(), amount.currency));
    }
    Entry { event, target_kind: "invoice", target: invoice.id.0, before: json!({}), after }
}

/// A refusal of the state machine, as a fault of this field.
fn refused(field: &'static str) -> impl Fn(Refusal) -> Error {
    move |refusal| Problem::field(field, refusal.to_string()).into()
}

/// An amount that cannot be worked out.
fn too_large(error: MoneyError) -> Error {
    Problem::field("lines", format!("The invoice does not add up: {error}.")).into()
}
