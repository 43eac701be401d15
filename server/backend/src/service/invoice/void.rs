//! The operator says that an invoice never counted.

use super::{by_number, entry, locked, refused};
use crate::access::{Entry, Permit, Scope};
use crate::store::invoices::Invoice;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit;
use domain::invoice::{Event, apply};
use domain::{InvoiceId, Problem};
use serde_json::json;

/// Makes the invoice of this number void: nothing is to be paid for it, and its number stays taken. A summary invoice
/// lets go of what it gathered.
///
/// # Errors
/// [`Problem::Invalid`] when there is none, when it was paid or credited, or while a summary invoice gathers it.
pub async fn void(portico: &Portico, slug: &str, number: &str, because: &str) -> Result<()> {
    let scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::VoidInvoices, &Target::Account(account))?;
    let invoice = by_number(permit.tx(), account, number).await?;
    void_in(permit, portico, &invoice, because).await
}

/// Makes a document void that the permit is for, and commits.
pub(super) async fn void_in(mut permit: Permit, portico: &Portico, invoice: &Invoice, because: &str) -> Result<()> {
    let because =
        domain::text::line(because, 200).map_err(|fault| Problem::field("because", format!("Reason {fault}.")))?;
    if because.is_empty() {
        return Err(Problem::field("because", "Reason is missing; say why, its readers see it.").into());
    }
    let entry = write(&mut permit, invoice, &because).await?;
    permit.commit(portico, entry).await
}

/// Makes an invoice void in a transaction that does more, such as one that ends its order.
///
/// # Errors
/// As [`void`].
pub(crate) async fn void_within(permit: &mut Permit, portico: &Portico, id: InvoiceId, because: &str) -> Result<()> {
    let invoice = locked(permit, id).await?;
    let entry = write(permit, &invoice, because).await?;
    permit.record(portico, &entry).await
}

async fn write(permit: &mut Permit, invoice: &Invoice, because: &str) -> Result<Entry> {
    let account = permit.account();
    apply(invoice.standing(), Event::Void).map_err(refused("invoice"))?;
    if let Some(summary) = invoice.summary {
        let summary = store::invoices::one(permit.tx(), account, summary).await?.ok_or(Problem::NotFound)?;
        let message =
            format!("The summary invoice {} gathers it; void that first, or make a credit note.", summary.number);
        return Err(Problem::field("invoice", message).into());
    }
    store::invoices::set_void(permit, invoice.id, because).await?;
    let mut entry: Entry = entry(audit::Event::InvoiceVoided, invoice, None);
    entry.after["because"] = json!(because);
    Ok(entry)
}
