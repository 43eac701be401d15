//! Money that comes in for an invoice, or goes back, counts once for each source: inside the transaction of whoever
//! knows of it.

use super::{entry, locked, refused};
use crate::access::{Entry, Permit};
use crate::service::order::fulfil_paid;
use crate::store::invoices::{Invoice, Payment, Payments, Which};
use crate::{Portico, Result, store};
use domain::audit;
use domain::invoice::{Event, Kind, State, apply, spread};
use domain::money::Money;
use domain::{InvoiceId, Problem};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Where money came from, or why it went back. The same source counts once, whatever it says later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What kind of source: `payment`, `refund`, `bank_transfer`; 1 to 40 characters.
    pub kind: String,
    /// Which of them; 1 to 200 characters.
    pub reference: String,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It counts from now on; so much is left to pay.
    Now(Money),
    /// This source has counted already, and nothing was changed.
    Before,
}

/// Records that money came in for an invoice, or for a summary invoice: then it pays those that it gathers, the one that
/// is due first before the others.
///
/// # Errors
/// [`Problem::NotFound`] when the account has no such invoice; [`Problem::Invalid`] when more came in than is left to
/// pay, or in another currency, or the invoice is void, or the source counted for another invoice.
pub async fn record_payment(
    permit: &mut Permit,
    portico: &Portico,
    id: InvoiceId,
    amount: Money,
    source: &Source,
) -> Result<Recorded> {
    let at = permit.now();
    record(permit, portico, id, amount, source, Event::Pay, at).await
}

/// As [`record_payment`], for money that came in at another moment.
pub(super) async fn record_at(
    permit: &mut Permit,
    portico: &Portico,
    id: InvoiceId,
    amount: Money,
    source: &Source,
    at: Timestamp,
) -> Result<Recorded> {
    record(permit, portico, id, amount, source, Event::Pay, at).await
}

/// Records that money went back that had come in; of a summary invoice, what came in last goes back first.
///
/// # Errors
/// As [`record_payment`]; [`Problem::Invalid`] when more goes back than came in.
pub async fn record_refund(
    permit: &mut Permit,
    portico: &Portico,
    id: InvoiceId,
    amount: Money,
    source: &Source,
) -> Result<Recorded> {
    let at = permit.now();
    record(permit, portico, id, amount, source, Event::Refund, at).await
}

async fn record(
    permit: &mut Permit,
    portico: &Portico,
    id: InvoiceId,
    amount: Money,
    source: &Source,
    event: fn(i64) -> Event,
    at: Timestamp,
) -> Result<Recorded> {
    let Moved { recorded, entries, paid } = move_money(permit, portico, id, amount, source, event, at).await?;
    for entry in &entries {
        permit.record(portico, entry).await?;
    }
    for invoice in paid {
        fulfil_paid(permit, portico, invoice).await?;
    }
    Ok(recorded)
}

/// Applies a payment as it came at a moment, and gives the entries that the history is to have of it.
pub(crate) async fn apply_payment(
    permit: &mut Permit,
    portico: &Portico,
    id: InvoiceId,
    amount: Money,
    source: &Source,
    at: Timestamp,
) -> Result<Vec<Entry>> {
    Ok(move_money(permit, portico, id, amount, source, Event::Pay, at).await?.entries)
}

/// Money that moved.
struct Moved {
    recorded: Recorded,
    /// What the history is to have of it.
    entries: Vec<Entry>,
    /// The invoices that are paid by it.
    paid: Vec<InvoiceId>,
}

async fn move_money(
    permit: &mut Permit,
    portico: &Portico,
    id: InvoiceId,
    amount: Money,
    source: &Source,
    event: fn(i64) -> Event,
    at: Timestamp,
) -> Result<Moved> {
    let account = permit.account();
    let invoice = locked(permit, id).await?;
    let counted =
        store::invoices::payments(permit.tx(), account, Payments::From(&source.kind, &source.reference)).await?;
    if !counted.is_empty() {
        if counted.iter().all(|payment| payment.invoice == id || payment.through == Some(id)) {
            return Ok(Moved { recorded: Recorded::Before, entries: Vec::new(), paid: Vec::new() });
        }
        return Err(Problem::field("source", "This payment has counted for another invoice already.").into());
    }
    if amount.currency != invoice.currency {
        let message = format!("The invoice is in {}, and the payment in {}.", invoice.currency, amount.currency);
        return Err(Problem::field("amount", message).into());
    }
    let after = apply(invoice.standing(), event(amount.minor)).map_err(refused("amount"))?;
    let through = (invoice.kind == Kind::Summary).then_some(id);
    let (mut entries, mut paid) = (Vec::new(), Vec::new());
    for (one, share) in shares(permit, &invoice, amount.minor, event).await? {
        let standing = apply(one.standing(), event(share)).map_err(refused("amount"))?;
        let signed = standing.paid - one.paid;
        let invoice = one.id;
        let (source_kind, source_ref) = (source.kind.clone(), source.reference.clone());
        let payment = Payment { invoice, through, amount: signed, source_kind, source_ref, at };
        let payment_id = portico.entropy.id(at)?;
        store::invoices::insert_payment(permit, payment_id, &payment).await?;
        store::invoices::set_standing(permit, one.id, &standing).await?;
        if let Some(summary) = one.summary {
            store::invoices::refresh_summary(permit, summary).await?;
        }
        let happened = match event(share) {
            Event::Refund(_) => audit::Event::InvoiceRefundRecorded,
            _ => audit::Event::InvoicePaymentRecorded,
        };
        entries.push(entry(happened, &one, Some(one.money(share))));
        if standing.state == State::Paid && happened == audit::Event::InvoicePaymentRecorded {
            paid.push(one.id);
        }
    }
    Ok(Moved { recorded: Recorded::Now(invoice.money(after.due())), entries, paid })
}

/// Which invoices it is for, each with its share, locked: the invoice itself, or those that a summary invoice gathers.
async fn shares(
    permit: &mut Permit,
    invoice: &Invoice,
    amount: i64,
    event: fn(i64) -> Event,
) -> Result<Vec<(Invoice, i64)>> {
    if invoice.kind != Kind::Summary {
        return Ok(vec![(invoice.clone(), amount)]);
    }
    let account = permit.account();
    let mut gathered = store::invoices::find(permit.tx(), account, Which::GatheredBy(invoice.id), true).await?;
    let room: Vec<i64> = match event(amount) {
        Event::Refund(_) => {
            gathered.reverse();
            let came = store::invoices::payments(permit.tx(), account, Payments::Through(invoice.id)).await?;
            let mut paid: BTreeMap<InvoiceId, i64> = BTreeMap::new();
            for payment in came {
                *paid.entry(payment.invoice).or_default() += payment.amount;
            }
            gathered.iter().map(|one| paid.get(&one.id).copied().unwrap_or_default().min(one.paid)).collect()
        }
        _ => gathered.iter().map(|one| one.due).collect(),
    };
    if room.iter().copied().fold(0, i64::saturating_add) < amount {
        return Err(Problem::field("amount", "That is more than came in through this summary invoice.").into());
    }
    let shares = spread(amount, &room);
    Ok(gathered.into_iter().zip(shares).filter(|(_, share)| *share > 0).collect())
}
