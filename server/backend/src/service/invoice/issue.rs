//! An invoice is issued: by the operator's command, or inside what somebody else does, such as an order.

use super::announce::announce;
use super::{day_of, entry, refused, too_large};
use crate::access::{Entry, Permit, Scope};
use crate::store::invoices::Invoice;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit;
use domain::invoice::{Event, Kind, Line, NewInvoice, Party, Standing, Tax, Totals, apply};
use domain::money::Money;
use domain::{FieldError, InvoiceId, IssuerId, Problem};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

/// What was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The document.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What it asks for, tax included; what a credit note takes back.
    pub total: Money,
    /// The day by which it is to be paid.
    pub due_on: Date,
}

/// Issues an invoice as the operator.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; as [`issue_within`].
pub async fn issue(portico: &Portico, slug: &str, issuer: IssuerId, new: &NewInvoice) -> Result<Issued> {
    let scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::IssueInvoices, &Target::Account(account))?;
    let at = permit.now();
    let (issued, entry) = write(&mut permit, portico, issuer, new, at).await?;
    announce(&mut permit, portico, &issued).await?;
    permit.commit(portico, entry).await?;
    Ok(issued)
}

/// Issues an invoice to the permit's account, and mails who receives invoices, in a transaction that may do more. Its
/// number is taken in that transaction and is free again when it does not last.
///
/// # Errors
/// [`Problem::Invalid`] when there is no such issuer, or no rate for a line that names none, or a day that is none.
pub async fn issue_within(
    permit: &mut Permit,
    portico: &Portico,
    issuer: IssuerId,
    new: &NewInvoice,
) -> Result<Issued> {
    let at = permit.now();
    let (issued, entry) = write(permit, portico, issuer, new, at).await?;
    announce(permit, portico, &issued).await?;
    permit.record(portico, &entry).await?;
    Ok(issued)
}

/// Writes an invoice as issued at a moment, and gives the entry that the history is to have of it.
pub(crate) async fn write(
    permit: &mut Permit,
    portico: &Portico,
    issuer: IssuerId,
    new: &NewInvoice,
    at: Timestamp,
) -> Result<(Issued, Entry)> {
    let Priced { seller, buyer, lines, totals, period } = price(permit, issuer, new).await?;
    let due_on = day_of(at).checked_add(new.due_in_days.days()).map_err(|_| {
        Problem::field("due_in_days", "The payment would be due after the last day of the calendar; choose fewer days.")
    })?;
    let invoice = Draft {
        kind: Kind::Invoice,
        issuer,
        seller,
        buyer,
        reference: new.reference.clone(),
        note: new.note.clone(),
        period,
        due_on,
        credits: None,
    }
    .issue(permit, portico, &totals, at)
    .await?;
    store::invoices::insert_lines(permit, invoice.id, &lines, &totals, None).await?;
    let entry = entry(audit::Event::InvoiceIssued, &invoice, Some(totals.total));
    Ok((Issued { id: invoice.id, number: invoice.number, total: totals.total, due_on }, entry))
}

/// What an invoice would come to if it was issued now.
pub(super) struct Priced {
    seller: Party,
    buyer: Party,
    lines: Vec<Line>,
    pub(super) totals: Totals,
    period: Option<(Date, Date)>,
}

/// Gives each line its tax and adds everything up.
pub(super) async fn price(permit: &mut Permit, issuer: IssuerId, new: &NewInvoice) -> Result<Priced> {
    let (seller, buyer) = parties(permit, issuer).await?;
    let lines = with_tax(permit, issuer, new, &seller, &buyer).await?;
    let totals = Totals::of(&lines, new.currency).map_err(too_large)?;
    let period = match &new.period {
        None => None,
        Some((from, to)) => Some((day("period_from", from)?, day("period_to", to)?)),
    };
    Ok(Priced { seller, buyer, lines, totals, period })
}

/// A document that has neither number nor amounts yet.
pub(super) struct Draft {
    pub(super) kind: Kind,
    pub(super) issuer: IssuerId,
    pub(super) seller: Party,
    pub(super) buyer: Party,
    pub(super) reference: String,
    pub(super) note: String,
    pub(super) period: Option<(Date, Date)>,
    pub(super) due_on: Date,
    pub(super) credits: Option<InvoiceId>,
}

impl Draft {
    /// Gives it its number, and stores it as issued.
    pub(super) async fn issue(
        self,
        permit: &mut Permit,
        portico: &Portico,
        totals: &Totals,
        at: Timestamp,
    ) -> Result<Invoice> {
        let standing = apply(Standing::draft(self.kind, totals.total), Event::Issue).map_err(refused(""))?;
        let number = store::issuers::next_number(permit, self.issuer, self.kind).await?.ok_or_else(no_issuer)?;
        let invoice = Invoice {
            id: InvoiceId(portico.entropy.id(at)?),
            kind: self.kind,
            state: standing.state,
            issuer: self.issuer,
            number,
            currency: totals.total.currency,
            seller: self.seller,
            buyer: self.buyer,
            reference: self.reference,
            note: self.note,
            period: self.period,
            issued_at: at,
            issued_on: day_of(at),
            due_on: self.due_on,
            net: totals.net.minor,
            tax: totals.tax.minor,
            total: totals.total.minor,
            paid: 0,
            credited: 0,
            due: standing.due(),
            taxes: totals.taxes.clone(),
            credits: self.credits,
            summary: None,
            void_because: None,
        };
        store::invoices::insert(permit, &invoice).await?;
        Ok(invoice)
    }
}

/// Who sells and who buys, as they stand now.
pub(super) async fn parties(permit: &mut Permit, issuer: IssuerId) -> Result<(Party, Party)> {
    let account = permit.account();
    let seller = store::issuers::find(permit.tx(), issuer).await?.ok_or_else(no_issuer)?.party;
    let company = store::accounts::company(permit.tx(), account).await?.ok_or(Problem::NotFound)?;
    let name = match company.company.is_empty() {
        true => store::accounts::names(permit.tx(), account).await?.1,
        false => company.company,
    };
    let (address, country, tax_id) = (company.address, company.country, company.tax_id);
    Ok((seller, Party { name, address, country, tax_id, payment: String::new() }))
}

/// The lines with their taxes: each its own, or the issuer's for the buyer's country.
async fn with_tax(
    permit: &mut Permit,
    issuer: IssuerId,
    new: &NewInvoice,
    seller: &Party,
    buyer: &Party,
) -> Result<Vec<Line>> {
    let country = if buyer.country.is_empty() { &seller.country } else { &buyer.country };
    let rate = store::issuers::rate(permit.tx(), issuer, country).await?;
    let mut errors = Vec::new();
    let mut lines = Vec::with_capacity(new.lines.len());
    for (at, line) in new.lines.iter().enumerate() {
        let tax = match (&rate, line.tax) {
            (Some(rate), None) => Tax { basis_points: rate.basis_points, name: rate.name.clone() },
            (Some(rate), Some(own)) if rate.basis_points == own => Tax { basis_points: own, name: rate.name.clone() },
            (_, Some(own)) => Tax { basis_points: own, name: "VAT".to_owned() },
            (None, None) => {
                let message = format!(
                    "Line {}: {} has no tax rate for buyers in {country}; give the line one, or set one for the issuer.",
                    at + 1,
                    seller.name
                );
                errors.push(FieldError::new(format!("lines.{}.tax", at + 1), message));
                continue;
            }
        };
        lines.push(Line {
            description: line.description.clone(),
            quantity: line.quantity,
            unit: line.unit.clone(),
            unit_price: line.unit_price,
            discount: line.discount,
            tax,
        });
    }
    if errors.is_empty() { Ok(lines) } else { Err(Problem::Invalid { errors }.into()) }
}

/// Reads a day.
pub(super) fn day(field: &str, text: &str) -> Result<Date> {
    text.trim()
        .parse()
        .map_err(|_| Problem::field(field, format!("There is no day “{text}”; write one like 2026-05-01.")).into())
}

fn no_issuer() -> Problem {
    Problem::field("issuer", "There is no such issuer.")
}
