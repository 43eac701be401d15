//! The operator takes back some or all of an invoice with a credit note.

use super::issue::{Draft, Issued, parties};
use super::{by_number, day_of, entry, locked, refused, too_large};
use crate::access::{Caller, Permit, Scope};
use crate::store::invoices::Invoice;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit;
use domain::invoice::{Discount, Event, Kind, Line, Totals, apply};
use domain::{FieldError, InvoiceId, Problem};

/// How much of a line is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditedLine {
    /// Which line of the invoice, counted from 1.
    pub position: usize,
    /// How much of it, in thousandths; `None` takes back all that is left of it.
    pub quantity: Option<i64>,
}

/// Credits the invoice of this number: the lines named, or all that is left of it when none is. However often it is
/// credited in parts, the parts come to the invoice exactly.
///
/// # Errors
/// [`Problem::Invalid`] when there is no such invoice or line, when there is nothing left of it, or when it is void.
pub async fn credit(
    portico: &Portico,
    slug: &str,
    number: &str,
    wanted: &[CreditedLine],
    note: &str,
) -> Result<Issued> {
    let scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::IssueInvoices, &Target::Account(account))?;
    let invoice = by_number(permit.tx(), account, number).await?;
    carry_out(portico, permit, &invoice, wanted, note).await
}

/// Credits the invoice of this id, by an operator's key; gives the credit note.
///
/// # Errors
/// As [`credit`]; [`Problem::NotFound`] when the account has no such document; [`Problem::Forbidden`] when the key has no
/// scope for it.
pub async fn credit_by_key(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    id: &str,
    wanted: &[CreditedLine],
    note: &str,
) -> Result<InvoiceId> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::IssueInvoices, &Target::Account(account))?;
    let invoice = locked(&mut permit, crate::service::id(id)?).await?;
    Ok(carry_out(portico, permit, &invoice, wanted, note).await?.id)
}

async fn carry_out(
    portico: &Portico,
    mut permit: Permit,
    invoice: &Invoice,
    wanted: &[CreditedLine],
    note: &str,
) -> Result<Issued> {
    let account = permit.account();
    let note = domain::text::lines(note, 1000).map_err(|fault| Problem::field("note", format!("Note {fault}.")))?;
    let stored = store::invoices::lines(permit.tx(), account, invoice.id).await?;
    let lines: Vec<Line> = stored.into_iter().map(|stored| stored.line).collect();
    let mut before = vec![0; lines.len()];
    for (position, quantity) in store::invoices::credited(permit.tx(), account, invoice.id).await? {
        if let Some(before) = usize::try_from(position - 1).ok().and_then(|at| before.get_mut(at)) {
            *before = quantity;
        }
    }
    let after = quantities(&lines, &before, wanted)?;
    let totals = Totals::credited(&lines, &before, &after, invoice.currency).map_err(too_large)?;
    let standing = apply(invoice.standing(), Event::Credit(totals.total.minor)).map_err(refused("invoice"))?;

    let (seller, _) = parties(&mut permit, invoice.issuer).await?;
    let draft = Draft {
        kind: Kind::CreditNote,
        issuer: invoice.issuer,
        seller,
        buyer: invoice.buyer.clone(),
        reference: invoice.reference.clone(),
        note,
        period: invoice.period,
        due_on: day_of(permit.now()),
        credits: Some(invoice.id),
    };
    let now = permit.now();
    let credited: Vec<usize> = (0..lines.len()).filter(|at| after[*at] > before[*at]).collect();
    let kept = Totals { lines: credited.iter().map(|at| totals.lines[*at]).collect(), ..totals };
    let note = draft.issue(&mut permit, portico, &kept, now).await?;
    let positions: Vec<i32> = credited.iter().filter_map(|at| i32::try_from(at + 1).ok()).collect();
    let taken = credited.iter().map(|at| taken_back(&lines[*at], before[*at], after[*at], kept.total.currency));
    let taken: Vec<Line> = taken.collect::<Result<_, _>>().map_err(too_large)?;
    store::invoices::insert_lines(&mut permit, note.id, &taken, &kept, Some(&positions)).await?;
    store::invoices::set_standing(&mut permit, invoice.id, &standing).await?;
    if let Some(summary) = invoice.summary {
        store::invoices::refresh_summary(&mut permit, summary).await?;
    }
    let mut entry = entry(audit::Event::CreditNoteIssued, &note, Some(kept.total));
    entry.after["credits"] = serde_json::json!(invoice.number);
    permit.commit(portico, entry).await?;
    Ok(Issued { id: note.id, number: note.number, total: kept.total, due_on: note.due_on })
}

/// How much of each line is credited in all, once the wanted is. The field of a fault counts what is wanted from 1, as
/// those of an invoice that is handed in count its lines: `lines.1.quantity`.
fn quantities(lines: &[Line], before: &[i64], wanted: &[CreditedLine]) -> Result<Vec<i64>> {
    if wanted.is_empty() {
        return Ok(lines.iter().map(|line| line.quantity).collect());
    }
    let mut after = before.to_vec();
    let mut errors = Vec::new();
    for (at, CreditedLine { position, quantity }) in (1..).zip(wanted) {
        let mut fault =
            |field: &str, message: String| errors.push(FieldError::new(format!("lines.{at}.{field}"), message));
        let place = position.checked_sub(1).and_then(|at| Some((lines.get(at)?, after.get_mut(at)?)));
        let Some((line, after)) = place else {
            fault("line", format!("Line {position} is not there: the invoice has {}.", lines.len()));
            continue;
        };
        let left = line.quantity - *after;
        let quantity = quantity.unwrap_or(left);
        if quantity <= 0 || quantity > left {
            let left = domain::money::quantity(left, domain::language::Language::English);
            fault("quantity", format!("Line {position}: a quantity above 0 and at most {left} can be credited."));
        } else {
            *after += quantity;
        }
    }
    if errors.is_empty() { Ok(after) } else { Err(Problem::Invalid { errors }.into()) }
}

/// A credit note's line. A discount that was an amount is taken back in proportion.
fn taken_back(
    line: &Line,
    before: i64,
    after: i64,
    currency: domain::money::Currency,
) -> Result<Line, domain::money::MoneyError> {
    let quantity = after - before;
    let discount = match line.discount {
        Discount::Amount(_) => Discount::Amount(line.discount(currency)?.share(quantity, line.quantity)?.minor),
        other => other,
    };
    Ok(Line { quantity, discount, ..line.clone() })
}
