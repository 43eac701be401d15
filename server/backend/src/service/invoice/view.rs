//! One invoice: what stands on it, and how it stands.

use super::list::today;
use crate::access::Scope;
use crate::dates::Reader;
use crate::store::invoices::{Invoice, Payments, StoredLine, Which};
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::country;
use domain::invoice::view::{Document, InvoicePage, LineText, Other, Paid, PartyText, TaxText};
use domain::invoice::{Discount, Kind, Party, Status};
use domain::money::{percent, quantity};
use domain::{InvoiceId, Problem};

/// The page of an invoice, a summary invoice or a credit note.
///
/// # Errors
/// [`Problem::Forbidden`] without the role, whether or not there is such an invoice; [`Problem::NotFound`] when there is
/// none.
pub async fn view(scope: &mut Scope, id: &str) -> Result<InvoicePage> {
    let account = scope.account();
    let why = scope.require(Action::ViewInvoices, &Target::Account(account))?;
    let (invoice, document) = document(scope, id).await?;
    let (reader, today) = (scope.member()?.reader.clone(), today(scope)?);
    let amount = |minor: i64| invoice.money(minor).format(reader.language);
    let or_nothing = |minor: i64| if minor > 0 { amount(minor) } else { String::new() };
    let other = |other: &Invoice, minor: i64| Other {
        id: other.id,
        number: other.number.clone(),
        date: reader.date(other.issued_on),
        amount: other.money(minor).format(reader.language),
    };
    let tx = scope.tx();
    let credit_notes = store::invoices::find(tx, account, Which::Crediting(invoice.id), false).await?;
    let gathered = store::invoices::find(tx, account, Which::GatheredBy(invoice.id), false).await?;
    let one = async |tx: &mut store::Tx, id: Option<InvoiceId>| match id {
        Some(id) => store::invoices::one(tx, account, id).await,
        None => Ok(None),
    };
    let credits = one(tx, invoice.credits).await?;
    let gathered_by = one(tx, invoice.summary).await?;
    let which = if invoice.kind == Kind::Summary { Payments::Through(invoice.id) } else { Payments::Of(invoice.id) };
    let payments = store::invoices::payments(tx, account, which).await?;
    let paid = |payment: &store::invoices::Payment| {
        let back = payment.amount < 0;
        let through = payment.through.is_some() && invoice.kind != Kind::Summary;
        let is_transfer = payment.source_kind == super::BANK_TRANSFER;
        // A refund's reference is its payment's, and how much has gone back in all.
        let card = matches!(payment.source_kind.as_str(), "payment" | "refund")
            .then(|| payment.source_ref.split(':').next().unwrap_or_default().parse().ok())
            .flatten();
        let mut what = match (back, is_transfer, card.is_some()) {
            (true, ..) => "Refunded",
            (false, true, _) => "Paid by bank transfer",
            (false, false, true) => "Paid by card",
            (false, false, false) => "Paid",
        }
        .to_owned();
        if through {
            what.push_str(" through a summary invoice");
        }
        Paid {
            date: reader.day(payment.at),
            what,
            amount: amount(payment.amount.saturating_abs()),
            reference: if is_transfer { payment.source_ref.clone() } else { String::new() },
            payment: card,
        }
    };
    let standing = invoice.standing();
    let status = Status::of(&standing, &invoice.due_on.to_string(), &today.to_string()).ok_or(Problem::NotFound)?;
    let may_pay = scope.decide(Action::PayInvoices, &Target::Account(account)).is_granted();
    Ok(InvoicePage {
        why: why.explain(),
        pay: may_pay && matches!(status, Status::Open | Status::Overdue),
        status,
        paid: or_nothing(invoice.paid),
        credited: or_nothing(invoice.credited),
        left: or_nothing(invoice.due),
        to_refund: or_nothing(standing.to_refund()),
        payments: payments.iter().map(paid).collect(),
        credits: credits.map(|credited| other(&credited, credited.total)),
        credit_notes: credit_notes.iter().map(|note| other(note, note.total)).collect(),
        gathers: gathered.iter().map(|one| other(one, one.due)).collect(),
        gathered_by: gathered_by.map(|summary| other(&summary, summary.due)),
        void_because: invoice.void_because.clone().unwrap_or_default(),
        document,
    })
}

/// A document with what stands on it, in the reader's words. Whoever calls has asked for `ViewInvoices`.
pub(super) async fn document(scope: &mut Scope, id: &str) -> Result<(Invoice, Document)> {
    let id: InvoiceId = crate::service::id(id)?;
    let (account, reader) = (scope.account(), scope.reader());
    let invoice = store::invoices::one(scope.tx(), account, id).await?.ok_or(Problem::NotFound)?;
    let lines = store::invoices::lines(scope.tx(), account, id).await?;
    let credits = match invoice.credits {
        Some(credited) => store::invoices::one(scope.tx(), account, credited).await?,
        None => None,
    };
    let amount = |minor: i64| invoice.money(minor).format(reader.language);
    let tax = |tax: &domain::invoice::TaxSum| TaxText {
        label: format!(
            "{} {} on {}",
            tax.tax.name,
            percent(tax.tax.basis_points, reader.language),
            tax.base.format(reader.language)
        ),
        amount: tax.amount.format(reader.language),
    };
    let document = Document {
        id,
        title: invoice.kind.label().to_owned(),
        number: invoice.number.clone(),
        issued: reader.date(invoice.issued_on),
        due: if invoice.kind == Kind::CreditNote { String::new() } else { reader.date(invoice.due_on) },
        period: invoice
            .period
            .map(|(from, to)| format!("{} – {}", reader.date(from), reader.date(to)))
            .unwrap_or_default(),
        reference: invoice.reference.clone(),
        credits: credits.map(|credited| credited.number).unwrap_or_default(),
        note: invoice.note.clone(),
        seller: party(&invoice.seller),
        buyer: party(&invoice.buyer),
        lines: lines.iter().map(|stored| line(stored, &invoice, &reader)).collect(),
        is_summary: invoice.kind == Kind::Summary,
        net: amount(invoice.net),
        taxes: invoice.taxes.iter().map(tax).collect(),
        total: amount(invoice.total),
    };
    Ok((invoice, document))
}

fn line(stored: &StoredLine, invoice: &Invoice, reader: &Reader) -> LineText {
    let line = &stored.line;
    let unit = if line.unit.is_empty() { String::new() } else { format!(" {}", line.unit) };
    LineText {
        description: line.description.clone(),
        quantity: format!("{}{unit}", quantity(line.quantity, reader.language)),
        price: invoice.money(line.unit_price).format(reader.language),
        discount: match line.discount {
            Discount::None => String::new(),
            Discount::Share(points) => percent(points, reader.language),
            Discount::Amount(minor) => invoice.money(minor).format(reader.language),
        },
        tax: percent(line.tax.basis_points, reader.language),
        net: invoice.money(stored.net).format(reader.language),
    }
}

fn party(party: &Party) -> PartyText {
    let country = country::of_code(&party.country).map(|(_, name)| name.to_owned());
    let lines = |text: &str| text.lines().map(ToOwned::to_owned).collect::<Vec<_>>();
    let mut address = lines(&party.address);
    address.extend(country);
    PartyText { name: party.name.clone(), address, tax_id: party.tax_id.clone(), payment: lines(&party.payment) }
}
