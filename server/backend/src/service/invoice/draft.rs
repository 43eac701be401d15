//! The operator prepares an invoice, changes it, and issues it or throws it away. Until it is issued it takes no number,
//! and nobody in the account sees anything of it, nor that there was one. The audit log has that, and not what stood on it.

use super::announce::announce;
use super::issue::{Issued, price, write};
use crate::access::{Entry, Permit, Scope};
use crate::store::invoices::Draft;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit;
use domain::invoice::{Event, InvoiceForm, Kind, Refusal, Standing, apply};
use domain::money::Money;
use domain::{IssuerId, Problem};
use jiff::Timestamp;
use serde_json::json;

/// A draft, for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftView {
    /// Its name in commands.
    pub number: i64,
    /// What is to be invoiced, as it was handed in.
    pub form: InvoiceForm,
    /// What it would come to when it was changed last, tax included.
    pub total: Money,
    /// When that was.
    pub changed: Timestamp,
}

/// Prepares an invoice; gives the draft. It is checked as an invoice that is issued would be.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; otherwise as [`super::issue`].
pub async fn draft(portico: &Portico, slug: &str, issuer: IssuerId, form: &InvoiceForm) -> Result<DraftView> {
    let mut permit = open(portico, slug).await?;
    let total = price(&mut permit, issuer, &form.parse()?).await?.totals.total;
    let (id, changed) = (portico.entropy.id(permit.now())?, permit.now());
    let number = store::invoices::insert_draft(&mut permit, id, issuer, form, total).await?;
    permit.commit(portico, entry(audit::Event::InvoiceDrafted, id, number)).await?;
    Ok(DraftView { number, form: form.clone(), total, changed })
}

/// The drafts that are not issued, the oldest first.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account.
pub async fn drafts(portico: &Portico, slug: &str) -> Result<Vec<DraftView>> {
    let mut scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    scope.require(Action::IssueInvoices, &Target::Account(account))?;
    let found = store::invoices::drafts(scope.tx(), account, None).await?;
    let view = |Draft { number, form, total, changed_at: changed, .. }| DraftView { number, form, total, changed };
    Ok(found.into_iter().map(view).collect())
}

/// Changes what a draft is to invoice: all of it.
///
/// # Errors
/// As [`draft`]; [`Problem::Invalid`] when there is no such draft, or when it was issued.
pub async fn change_draft(portico: &Portico, slug: &str, number: i64, form: &InvoiceForm) -> Result<DraftView> {
    let mut permit = open(portico, slug).await?;
    let found = find(&mut permit, number).await?;
    let total = price(&mut permit, found.issuer, &form.parse()?).await?.totals.total;
    happens(&mut permit, &found, Event::Change(total.minor)).await?;
    store::invoices::set_draft(&mut permit, found.id, form, total).await?;
    let changed = permit.now();
    permit.commit(portico, entry(audit::Event::InvoiceDraftChanged, found.id, number)).await?;
    Ok(DraftView { number, form: form.clone(), total, changed })
}

/// Throws a draft away.
///
/// # Errors
/// As [`change_draft`].
pub async fn discard_draft(portico: &Portico, slug: &str, number: i64) -> Result<()> {
    let mut permit = open(portico, slug).await?;
    let found = find(&mut permit, number).await?;
    happens(&mut permit, &found, Event::Discard).await?;
    store::invoices::delete_draft(&mut permit, found.id).await?;
    permit.commit(portico, entry(audit::Event::InvoiceDraftDiscarded, found.id, number)).await
}

/// Issues a draft: it gets its number, today's taxes and days, and whoever receives invoices is told.
///
/// # Errors
/// As [`change_draft`]; asked a second time, it says under which number it was issued.
pub async fn issue_draft(portico: &Portico, slug: &str, number: i64) -> Result<Issued> {
    let mut permit = open(portico, slug).await?;
    let found = find(&mut permit, number).await?;
    happens(&mut permit, &found, Event::Issue).await?;
    let at = permit.now();
    let (issued, mut entry) = write(&mut permit, portico, found.issuer, &found.form.parse()?, at).await?;
    store::invoices::set_draft_issued(&mut permit, found.id, issued.id).await?;
    announce(&mut permit, portico, &issued).await?;
    entry.after["draft"] = json!(number);
    permit.commit(portico, entry).await?;
    Ok(issued)
}

async fn open(portico: &Portico, slug: &str) -> Result<Permit> {
    let scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    scope.authorize(Action::IssueInvoices, &Target::Account(account))
}

async fn find(permit: &mut Permit, number: i64) -> Result<Draft> {
    let account = permit.account();
    let found = store::invoices::drafts(permit.tx(), account, Some(number)).await?.pop();
    let none = || Problem::field("draft", format!("There is no draft {number} in this account."));
    Ok(found.ok_or_else(none)?)
}

/// Asks the state machine.
async fn happens(permit: &mut Permit, draft: &Draft, event: Event) -> Result<()> {
    let account = permit.account();
    let became = match draft.invoice {
        Some(id) => store::invoices::one(permit.tx(), account, id).await?,
        None => None,
    };
    let standing = became.as_ref().map_or(Standing::draft(Kind::Invoice, draft.total), |invoice| invoice.standing());
    apply(standing, event).map(drop).map_err(|refusal| {
        let message = match (refusal, became) {
            (Refusal::Issued | Refusal::Void, Some(invoice)) => {
                format!("Draft {} was issued already, as {}.", draft.number, invoice.number)
            }
            (refusal, _) => refusal.to_string(),
        };
        Problem::field("draft", message).into()
    })
}

/// What the log keeps of a draft: that there is one, and nothing that stands on it.
fn entry(event: audit::Event, id: uuid::Uuid, number: i64) -> Entry {
    let after = json!({ "name": format!("Draft {number}") });
    Entry { event, target_kind: "invoice_draft", target: id, before: json!({}), after }
}
