//! The operator gathers the open invoices of a period into one summary invoice.

use super::announce::announce_summary;
use super::issue::{Draft, Issued, day, parties};
use super::{day_of, entry, too_large};
use crate::access::{Entry, Permit, Scope};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit;
use domain::invoice::lines::WHOLE;
use domain::invoice::{Discount, Kind, Line, Tax, Totals};
use domain::money::{Currency, Money};
use domain::{IssuerId, Problem};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::json;

/// First and last day, as typed: `2026-05-01`.
#[derive(Debug, Clone)]
pub struct Period {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
}

impl Period {
    /// A month such as `2026-05`.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it is none.
    pub fn month(text: &str) -> Result<Self> {
        let first: Option<Date> = format!("{}-01", text.trim()).parse().ok();
        let first = first
            .ok_or_else(|| Problem::field("month", format!("There is no month “{text}”; write one like 2026-05.")))?;
        Ok(Self { from: first.to_string(), to: first.last_of_month().to_string() })
    }
}

/// Gathers an issuer's open invoices in one currency that were issued in a period. Those that another summary invoice
/// gathers are left there. It is a statement, not a second invoice: its lines are what those invoices asked for at
/// that moment, it bears no tax of its own, and paying it pays them.
///
/// # Errors
/// [`Problem::Invalid`] when there is nothing to gather, or a day that is none.
pub async fn summarize(
    portico: &Portico,
    slug: &str,
    issuer: IssuerId,
    currency: Currency,
    period: &Period,
    due_in_days: i32,
) -> Result<Issued> {
    let scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::IssueInvoices, &Target::Account(account))?;
    let (issued, gathered, entry) = gather(&mut permit, portico, issuer, currency, period, due_in_days).await?;
    announce_summary(&mut permit, portico, &issued, gathered).await?;
    permit.commit(portico, entry).await?;
    Ok(issued)
}

/// As [`summarize`], telling nobody: gives the document, how many it gathers, and the entry for the history.
pub(crate) async fn gather(
    permit: &mut Permit,
    portico: &Portico,
    issuer: IssuerId,
    currency: Currency,
    period: &Period,
    due_in_days: i32,
) -> Result<(Issued, usize, Entry)> {
    let account = permit.account();
    let (from, to) = (day("from", &period.from)?, day("to", &period.to)?);
    if from > to {
        return Err(Problem::field("to", "The last day is before the first; choose a later one.").into());
    }
    if !(0..=365).contains(&due_in_days) {
        return Err(Problem::field("due_in_days", "Due in days is not a whole number from 0 to 365, like 30.").into());
    }
    let ids = store::invoices::to_gather(permit, issuer, currency, (from, to)).await?;
    if ids.is_empty() {
        let message =
            format!("No open invoice in {currency} was issued from {from} to {to} that no summary gathers yet.");
        return Err(Problem::field("from", message).into());
    }
    let (mut dues, mut numbers, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for id in &ids {
        let one = store::invoices::one(permit.tx(), account, *id).await?.ok_or(Problem::NotFound)?;
        dues.push(one.money(one.due));
        lines.push(Line {
            description: describe(&one.number, one.issued_on),
            quantity: WHOLE,
            unit: String::new(),
            unit_price: one.due,
            discount: Discount::None,
            tax: Tax { basis_points: 0, name: String::new() },
        });
        numbers.push(one.number);
    }
    let total = Money::sum(currency, dues.iter().copied()).map_err(too_large)?;
    let totals = Totals { lines: dues, net: total, taxes: Vec::new(), tax: Money::zero(currency), total };
    let (seller, buyer) = parties(permit, issuer).await?;
    let now = permit.now();
    let due_on = day_of(now).checked_add(due_in_days.days());
    let due_on = due_on.map_err(|_| Problem::field("due_in_days", "That is after the last day of the calendar."))?;
    let draft = Draft {
        kind: Kind::Summary,
        issuer,
        seller,
        buyer,
        reference: String::new(),
        note: String::new(),
        period: Some((from, to)),
        due_on,
        credits: None,
    };
    let summary = draft.issue(permit, portico, &totals, now).await?;
    store::invoices::insert_lines(permit, summary.id, &lines, &totals, None).await?;
    store::invoices::gather(permit, summary.id, &ids).await?;
    let issued = Issued { id: summary.id, number: summary.number.clone(), total, due_on };
    let mut entry = entry(audit::Event::SummaryIssued, &summary, Some(total));
    entry.after["gathers"] = json!(numbers);
    Ok((issued, numbers.len(), entry))
}

/// What stands on the line of an invoice that is gathered.
fn describe(number: &str, issued_on: Date) -> String {
    format!("Invoice {number} of {issued_on}")
}

/// The number and the day that [`describe`] wrote.
pub(super) fn described(line: &str) -> Option<(&str, Date)> {
    let (number, day) = line.strip_prefix("Invoice ")?.rsplit_once(" of ")?;
    Some((number, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_on_a_line_is_read_again() {
        let day = Date::constant(2026, 5, 3);
        assert_eq!(described(&describe("NP-00007", day)), Some(("NP-00007", day)));
        assert_eq!(described("Seats of May"), None);
    }
}
