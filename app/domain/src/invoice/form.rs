//! An invoice as somebody hands it in: the operator as a file, an order from its own lines. Everything is text as typed
//! until [`InvoiceForm::parse`] has read it, and every fault is told at once, with its field.

use super::lines::{ALL, Discount, WHOLE};
use crate::money::{Currency, decimal};
use crate::text;
use crate::{FieldError, Problem};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// The most lines that a document has.
pub const MOST_LINES: usize = 1000;

/// The most of something on one line, in thousandths: a thousand million.
const MOST_OF_IT: i64 = 1_000_000_000 * WHOLE;

/// The most that one of something costs, in minor units: ten thousand million of a currency with two decimals.
const HIGHEST_PRICE: i64 = 1_000_000_000_000;

/// The most decimals that amounts have in any currency.
const MOST_DECIMALS: u8 = 3;

/// The longest time to pay, in days.
const LONGEST: i32 = 365;

/// An invoice to be issued, all text as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceForm {
    /// ISO 4217, such as `SEK`.
    #[serde(default)]
    pub currency: String,
    /// Days from the issue until the payment is due, 0 to 365.
    #[serde(default, deserialize_with = "typed")]
    pub due_in_days: String,
    /// The buyer's own reference, such as an order number; at most 60 characters.
    #[serde(default, deserialize_with = "typed")]
    pub reference: String,
    /// A note to the buyer on several lines, at most 1000 characters.
    #[serde(default)]
    pub note: String,
    /// The first day of the period that it is for, as `2026-05-01`; possibly empty.
    #[serde(default)]
    pub period_from: String,
    /// Its last day.
    #[serde(default)]
    pub period_to: String,
    /// What is invoiced.
    #[serde(default)]
    pub lines: Vec<LineForm>,
}

/// One line, all text as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineForm {
    /// For what: 1 to 300 characters.
    #[serde(default)]
    pub description: String,
    /// How much of it, with at most three decimals; empty is one.
    #[serde(default, deserialize_with = "typed")]
    pub quantity: String,
    /// What one of it is, at most 30 characters; possibly empty.
    #[serde(default)]
    pub unit: String,
    /// What one of it costs, in the currency's major unit.
    #[serde(default, deserialize_with = "typed")]
    pub unit_price: String,
    /// What is taken off: a share such as `10%`, or an amount; possibly empty.
    #[serde(default, deserialize_with = "typed")]
    pub discount: String,
    /// The tax's rate, such as `25%`; empty takes the issuer's rate for the buyer's country.
    #[serde(default, deserialize_with = "typed")]
    pub tax: String,
}

/// An invoice to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvoice {
    /// The currency of all its amounts.
    pub currency: Currency,
    /// Days from the issue until the payment is due.
    pub due_in_days: i32,
    /// The buyer's own reference, possibly empty.
    pub reference: String,
    /// A note to the buyer, possibly empty.
    pub note: String,
    /// First and last day of the period that it is for, as `2026-05-01`.
    pub period: Option<(String, String)>,
    /// What is invoiced; never empty.
    pub lines: Vec<NewLine>,
}

/// One line of it. As [`super::Line`], but for the tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// For what.
    pub description: String,
    /// How much of it, in thousandths.
    pub quantity: i64,
    /// What one of it is, possibly empty.
    pub unit: String,
    /// What one of it costs, in minor units.
    pub unit_price: i64,
    /// What is taken off.
    pub discount: Discount,
    /// The tax's rate in basis points; `None` takes the issuer's rate for the buyer's country.
    pub tax: Option<u32>,
}

impl InvoiceForm {
    /// Reads every field.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one; a line's field is `lines.2.unit_price`.
    pub fn parse(&self) -> Result<NewInvoice, Problem> {
        let mut errors = Vec::new();
        let currency = match self.currency.trim() {
            "" => Err("is missing; give its code, such as EUR or SEK".to_owned()),
            code => code.parse::<Currency>(),
        };
        let currency = currency.map_err(|fault| errors.push(FieldError::new("currency", format!("Currency {fault}."))));
        let currency = currency.ok();
        let due_in_days = self.due_in_days.trim().parse().ok().filter(|days| (0..=LONGEST).contains(days));
        if due_in_days.is_none() {
            let typed = &self.due_in_days;
            let message = format!("Due in days “{typed}” is not a whole number from 0 to {LONGEST}, like 30.");
            errors.push(FieldError::new("due_in_days", message));
        }
        let mut checked = |field: &str, label: &str, read: Result<String, String>| {
            read.map_err(|fault| errors.push(FieldError::new(field, format!("{label} {fault}.")))).unwrap_or_default()
        };
        let reference = checked("reference", "Reference", text::line(&self.reference, 60));
        let note = checked("note", "Note", text::lines(&self.note, 1000));
        let period = match (self.period_from.trim(), self.period_to.trim()) {
            ("", "") => None,
            (from, to) if is_day(from) && is_day(to) && from <= to => Some((from.to_owned(), to.to_owned())),
            (from, to) => {
                let message =
                    format!("Period “{from}” to “{to}” is not two days in order, like 2026-05-01 to 2026-05-31.");
                errors.push(FieldError::new("period_from", message));
                None
            }
        };
        if !(1..=MOST_LINES).contains(&self.lines.len()) {
            let message = format!("Lines: there are {}; an invoice has 1 to {MOST_LINES}.", self.lines.len());
            errors.push(FieldError::new("lines", message));
        }
        let lines = self.lines.iter().enumerate();
        let lines: Vec<NewLine> = lines.filter_map(|(at, line)| line.parse(at + 1, currency, &mut errors)).collect();
        match (currency, due_in_days) {
            (Some(currency), Some(due_in_days)) if errors.is_empty() => {
                Ok(NewInvoice { currency, due_in_days, reference, note, period, lines })
            }
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

impl LineForm {
    /// Reads the line; what amounts have to look like in a currency that is not known is not said.
    fn parse(&self, number: usize, currency: Option<Currency>, errors: &mut Vec<FieldError>) -> Option<NewLine> {
        let before = errors.len();
        let mut fault = |field: &str, label: &str, what: String| {
            errors.push(FieldError::new(format!("lines.{number}.{field}"), format!("Line {number}, {label} {what}.")));
        };
        let description = match text::line(&self.description, 300) {
            Ok(description) if description.is_empty() => Err("is missing; say what is invoiced".to_owned()),
            other => other,
        };
        let description = description.map_err(|what| fault("description", "description", what));
        let unit = text::line(&self.unit, 30).map_err(|what| fault("unit", "unit", what));
        let quantity = match self.quantity.trim() {
            "" => Some(WHOLE),
            typed => decimal(typed, 3).filter(|quantity| (1..=MOST_OF_IT).contains(quantity)),
        };
        if quantity.is_none() {
            let typed = &self.quantity;
            fault(
                "quantity",
                "quantity",
                format!("“{typed}” is not a number above 0 with at most three decimals, like 12 or 1.5"),
            );
        }
        let unit_price = amount(&self.unit_price, currency).and_then(|price| match price {
            0..=HIGHEST_PRICE => Ok(price),
            _ => Err(format!("“{}” is below 0 or too high", self.unit_price)),
        });
        let unit_price = unit_price.map_err(|what| fault("unit_price", "unit price", what));
        let discount = match self.discount.trim() {
            "" => Ok(Discount::None),
            typed => match typed.strip_suffix('%') {
                Some(share) => basis_points(share).map(Discount::Share),
                None => amount(typed, currency).ok().filter(|off| *off >= 0).map(Discount::Amount),
            }
            .ok_or_else(|| format!("“{typed}” is neither a share from 0% to 100%, like 10%, nor an amount like 50")),
        };
        let discount = discount.map_err(|what| fault("discount", "discount", what));
        let tax = match self.tax.trim() {
            "" => Ok(None),
            typed => basis_points(typed.strip_suffix('%').unwrap_or(typed))
                .map(Some)
                .ok_or_else(|| format!("“{typed}” is not a rate from 0% to 100%, like 25%")),
        };
        let tax = tax.map_err(|what| fault("tax", "tax", what));
        let (Ok(description), Some(quantity), Ok(unit), Ok(unit_price), Ok(discount), Ok(tax)) =
            (description, quantity, unit, unit_price, discount, tax)
        else {
            return None;
        };
        (errors.len() == before).then_some(NewLine { description, quantity, unit, unit_price, discount, tax })
    }
}

/// An amount in minor units; of a currency that is not known yet, with as many decimals as any has.
fn amount(typed: &str, currency: Option<Currency>) -> Result<i64, String> {
    match currency {
        Some(currency) => currency.parse(typed).map(|amount| amount.minor),
        None => decimal(typed.trim(), MOST_DECIMALS)
            .ok_or_else(|| format!("“{typed}” is no amount; write digits with a point, like 1250.50")),
    }
}

/// Per cent with at most two decimals, as basis points.
#[must_use]
pub fn basis_points(typed: &str) -> Option<u32> {
    let points = u32::try_from(decimal(typed.trim(), 2)?).ok()?;
    (points <= ALL).then_some(points)
}

/// Whether it has the shape of a day; whether there is such a day, the server finds out.
fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}

/// Reads text, and whole numbers as their text. A number with a fraction is refused: it would go through a float.
fn typed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Typed;

    impl serde::de::Visitor<'_> for Typed {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text in quotes, like \"450.50\", or a whole number")
        }

        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_i64<E>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_u64<E>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }
    }

    deserializer.deserialize_any(Typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(json: &str) -> InvoiceForm {
        serde_json::from_str(json).unwrap_or_else(|fault| panic!("{fault}"))
    }

    #[test]
    fn an_invoice_is_read() {
        let new = form(
            r#"{"currency": "EUR", "due_in_days": 30, "reference": "PO 7", "period_from": "2026-05-01",
                "period_to": "2026-05-31", "lines": [
                {"description": "Seats", "quantity": "12.5", "unit": "month", "unit_price": "9.90", "discount": "10%", "tax": "25%"},
                {"description": "Support", "unit_price": 100, "discount": "5.50"}]}"#,
        )
        .parse();
        let Ok(new) = new else { panic!("{new:?}") };
        assert_eq!(new.period, Some(("2026-05-01".to_owned(), "2026-05-31".to_owned())));
        let line = &new.lines[0];
        assert_eq!(
            (line.quantity, line.unit_price, line.discount, line.tax),
            (12_500, 990, Discount::Share(1000), Some(2500))
        );
        let line = &new.lines[1];
        assert_eq!(
            (line.quantity, line.unit_price, line.discount, line.tax),
            (1000, 10_000, Discount::Amount(550), None)
        );
    }

    #[test]
    fn every_fault_is_told_with_its_field() {
        let form = form(
            r#"{"currency": "SEK", "due_in_days": "soon", "period_from": "2026-06-01", "period_to": "2026-05-01", "lines": [
                {"description": " ", "quantity": "0", "unit_price": "1,50", "discount": "101%", "tax": "-1%"}]}"#,
        );
        let Err(Problem::Invalid { errors }) = form.parse() else { panic!("it was accepted") };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "due_in_days",
                "period_from",
                "lines.1.description",
                "lines.1.quantity",
                "lines.1.unit_price",
                "lines.1.discount",
                "lines.1.tax"
            ]
        );
        assert!(
            errors[4].message.starts_with("Line 1, unit price “1,50” is no amount in SEK"),
            "{}",
            errors[4].message
        );
    }

    #[test]
    fn no_fault_hides_behind_another() {
        let lines = r#"[{"description": "Seats", "unit_price": "1,50", "discount": "some"},
            {"unit_price": "9.90"}, {"description": "Support", "unit_price": "-1"}]"#;
        let faults = |currency: &str| {
            let form = form(&format!(r#"{{"currency": "{currency}", "due_in_days": "soon", "lines": {lines}}}"#));
            let Err(Problem::Invalid { errors }) = form.parse() else { panic!("it was accepted") };
            errors
        };
        let fields = |currency: &str| faults(currency).into_iter().map(|fault| fault.field).collect::<Vec<_>>();
        let of_lines = ["lines.1.unit_price", "lines.1.discount", "lines.2.description", "lines.3.unit_price"];
        assert_eq!(fields("SEK"), [&["due_in_days"][..], &of_lines].concat());
        for unknown in ["", "Kronor"] {
            assert_eq!(fields(unknown), [&["currency", "due_in_days"][..], &of_lines].concat());
        }
        assert_eq!(faults("")[0].message, "Currency is missing; give its code, such as EUR or SEK.");
        assert!(faults("Kronor")[0].message.starts_with("Currency “Kronor” is not one of"));
    }

    #[test]
    fn no_number_goes_through_a_float() {
        let fault = serde_json::from_str::<LineForm>(r#"{"unit_price": 450.5}"#).map_err(|fault| fault.to_string());
        assert!(fault.is_err_and(|fault| fault.contains("text in quotes")));
        assert!(serde_json::from_str::<InvoiceForm>(r#"{"valuta": "SEK"}"#).is_err(), "an unknown field");
    }
}
