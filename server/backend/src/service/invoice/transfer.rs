//! The operator, or a program of theirs, records money that came in by bank: for an invoice, or for a summary invoice and
//! so for those that it gathers.

use super::announce::{Receipt, receipt};
use super::issue::day;
use super::pay::{Recorded, Source, record_at};
use super::{by_number, entry, locked};
use crate::access::{Caller, Permit, Scope};
use crate::store::invoices::{Invoice, Payment, Payments};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit;
use domain::invoice::{Event, Kind, Refusal, apply};
use domain::language::Language;
use domain::money::Money;
use domain::{FieldError, InvoiceId, Problem, text};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

/// What bank transfers are called among the sources of payments.
pub(crate) const BANK_TRANSFER: &str = "bank_transfer";

/// A bank transfer, as typed.
#[derive(Debug, Clone, Default)]
pub struct NewTransfer {
    /// The number of the invoice or summary invoice; a program says which by its id instead.
    pub number: String,
    /// How much came in, in the major unit of the invoice's currency; empty is all that is left to pay.
    pub amount: String,
    /// What the bank calls the transfer, 1 to 100 characters: in an account it counts once.
    pub reference: String,
    /// The day on which the money came in, such as `2026-05-03`; today when it is `None`.
    pub received: Option<String>,
}

/// What was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// How much came in.
    pub amount: Money,
    /// What is left to pay of the invoice.
    pub left: Money,
    /// It had been recorded before, and nothing was changed.
    pub before: bool,
}

/// Records a bank transfer. Whoever is told of invoices gets a receipt, and an order that is paid by it is delivered.
/// Recorded a second time it changes nothing.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; [`Problem::Invalid`] when there is no such invoice, when more came
/// in than is left to pay, when the reference was recorded with another amount or for another invoice, and for a day
/// that is none, that was before the invoice was issued, or that has not come yet.
pub async fn record_transfer(portico: &Portico, slug: &str, new: &NewTransfer) -> Result<Transfer> {
    let scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::RecordTransfer, &Target::Account(account))?;
    let invoice = by_number(permit.tx(), account, &new.number).await?;
    carry_out(portico, permit, invoice, new).await
}

/// Records a bank transfer for the invoice of this id, by an operator's key.
///
/// # Errors
/// As [`record_transfer`]; [`Problem::NotFound`] when the account has no such document; [`Problem::Forbidden`] when the key
/// has no scope for it.
pub async fn record_transfer_by_key(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    id: &str,
    new: &NewTransfer,
) -> Result<InvoiceId> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::RecordTransfer, &Target::Account(account))?;
    let id: InvoiceId = crate::service::id(id)?;
    let invoice = locked(&mut permit, id).await?;
    carry_out(portico, permit, invoice, new).await?;
    Ok(id)
}

async fn carry_out(portico: &Portico, mut permit: Permit, invoice: Invoice, new: &NewTransfer) -> Result<Transfer> {
    let account = permit.account();
    let typed = match new.amount.trim() {
        "" => Ok(None),
        typed => amount(typed, &invoice).map(Some),
    };
    let (reference, at) = (reference(&new.reference), received(new.received.as_deref(), &invoice, permit.now()));
    let (typed, reference, at) = match (typed, reference, at) {
        (Ok(typed), Ok(reference), Ok(at)) => (typed, reference, at),
        (typed, reference, at) => {
            let errors = [typed.err(), reference.err(), at.err()].into_iter().flatten().collect();
            return Err(Problem::Invalid { errors }.into());
        }
    };
    let counted = store::invoices::payments(permit.tx(), account, Payments::From(BANK_TRANSFER, &reference)).await?;
    if !counted.is_empty() {
        let before = recorded_before(&counted, &invoice, typed, &reference)?;
        permit.change_nothing(invoice.id.0).await?;
        return Ok(before);
    }
    let amount = typed.unwrap_or_else(|| invoice.money(invoice.due));
    apply(invoice.standing(), Event::Pay(amount.minor)).map_err(|refusal| refused(refusal, amount, &invoice))?;
    let source = Source { kind: BANK_TRANSFER.to_owned(), reference: reference.clone() };
    let left = match record_at(&mut permit, portico, invoice.id, amount, &source, at).await? {
        Recorded::Now(left) => left,
        Recorded::Before => invoice.money(invoice.due),
    };
    let mut entry = entry(audit::Event::TransferRecorded, &invoice, Some(amount));
    entry.after["reference"] = json!(reference);
    let receipt_of = Receipt {
        event: format!("transfer:{}:{reference}", invoice.id),
        page: format!("invoices/{}", invoice.id),
        number: invoice.number,
        reference,
        amount,
        left,
        paid: at.to_zoned(TimeZone::UTC).date(),
        payer: None,
    };
    receipt(&mut permit, portico, &receipt_of).await?;
    permit.commit(portico, entry).await?;
    Ok(Transfer { amount, left, before: false })
}

fn reference(typed: &str) -> Result<String, FieldError> {
    match text::line(typed, 100) {
        Ok(reference) if reference.is_empty() => Err("is missing; write what the bank calls the transfer".to_owned()),
        read => read,
    }
    .map_err(|fault| FieldError::new("reference", format!("Reference {fault}.")))
}

/// The moment that counts for a day: noon, which is that day almost everywhere; now, when it is today.
fn received(typed: Option<&str>, invoice: &Invoice, now: Timestamp) -> Result<Timestamp, FieldError> {
    let fault = |message: String| FieldError::new("received", message);
    let today = now.to_zoned(TimeZone::UTC).date();
    let day: Date = match typed {
        None => today,
        Some(typed) => day("received", typed).map_err(|_| {
            fault(format!("There is no day “{typed}”; write the one on which the money came in, like 2026-05-01."))
        })?,
    };
    if day > today {
        return Err(fault(format!("{day} has not come yet; write the day on which the money came in.")));
    }
    if day == today {
        return Ok(now);
    }
    if day < invoice.issued_on {
        let Invoice { number, issued_on, .. } = invoice;
        return Err(fault(format!(
            "On {day} {number} was not issued yet, that was on {issued_on}; write the day on which the money came in."
        )));
    }
    let noon = day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
    noon.map(|noon| noon.timestamp()).map_err(|_| fault(format!("{day} is too long ago.")))
}

fn amount(typed: &str, invoice: &Invoice) -> Result<Money, FieldError> {
    invoice.currency.parse(typed).map_err(|fault| FieldError::new("amount", format!("Amount {fault}.")))
}

/// Names what was typed, and what is left to pay.
fn refused(refusal: Refusal, amount: Money, invoice: &Invoice) -> Problem {
    let written = |money: Money| money.format(Language::English);
    let message = match refusal {
        Refusal::MoreThanDue if invoice.due > 0 => format!(
            "{} is more than what is left to pay of {}: {}.",
            written(amount),
            invoice.number,
            written(invoice.money(invoice.due))
        ),
        Refusal::MoreThanDue | Refusal::Nothing if invoice.due == 0 => {
            format!("Nothing is left to pay of {}.", invoice.number)
        }
        refusal => refusal.to_string(),
    };
    Problem::field("amount", message)
}

/// The reference was recorded before: that is all right when it says the same.
fn recorded_before(counted: &[Payment], invoice: &Invoice, typed: Option<Money>, reference: &str) -> Result<Transfer> {
    let in_all = counted.iter().map(|payment| payment.amount).fold(0, i64::saturating_add);
    let same_invoice = counted.iter().all(|payment| match invoice.kind {
        Kind::Summary => payment.through == Some(invoice.id),
        Kind::Invoice | Kind::CreditNote => payment.invoice == invoice.id && payment.through.is_none(),
    });
    if !same_invoice {
        let message = format!("The transfer “{reference}” was recorded already, for another invoice.");
        return Err(Problem::field("reference", message).into());
    }
    let amount = invoice.money(in_all);
    if typed.is_some_and(|typed| typed != amount) {
        let message = format!(
            "The transfer “{reference}” was recorded already for {}, with {}.",
            invoice.number,
            amount.format(Language::English)
        );
        return Err(Problem::field("reference", message).into());
    }
    Ok(Transfer { amount, left: invoice.money(invoice.due), before: true })
}
