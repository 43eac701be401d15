//! The catalogue: what can be bought, and what one of it costs.

use crate::access::Offer;
use crate::{FieldError, Problem, ProductId, text};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The most of a product that one order takes.
pub const MOST_OF_IT: i32 = 1000;

/// What kind of thing a product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// The right to run something on so many machines: an order of it makes a licence.
    Licence,
    /// Something that is done once.
    Service,
    /// Help for a while.
    Support,
}

impl ProductKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Licence, Self::Service, Self::Support];

    /// The name under which it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Licence => "licence",
            Self::Service => "service",
            Self::Support => "support",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Licence => "Licence",
            Self::Service => "Service",
            Self::Support => "Support",
        }
    }
}

impl FromStr for ProductKind {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or("must be licence, service or support")
    }
}

/// A product to be added, as the operator typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductForm {
    /// Its code: 2 to 40 of A–Z, 0–9 and single hyphens between them.
    pub sku: String,
    /// Its name, 1 to 100 characters.
    pub name: String,
    /// See [`ProductKind`].
    pub kind: String,
    /// At most 1,000 characters on one line.
    pub description: String,
    /// For licences: how many machines one unit is good for, 1 to 100,000.
    pub seats: Option<i32>,
    /// How many months one unit holds, 1 to 120; `None` for ever.
    pub months: Option<i32>,
}

/// The same, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductInput {
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: ProductKind,
    /// What it is, possibly empty.
    pub description: String,
    /// For licences: how many machines one unit is good for.
    pub seats: Option<i32>,
    /// How many months one unit holds.
    pub months: Option<i32>,
}

impl ProductForm {
    /// Parses every field.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<ProductInput, Problem> {
        let mut errors = Vec::new();
        let mut keep = |field: &str, label: &str, fault: &str| {
            errors.push(FieldError::new(field, format!("{label} {fault}.")));
        };
        let sku = self.sku.clone();
        if !is_sku(&sku) {
            keep("sku", "The code", "must be 2 to 40 of A–Z, 0–9 and single hyphens between them, like ROUTES-PRO");
        }
        let name = text::line(&self.name, 100).map_err(|fault| keep("name", "Name", &fault)).unwrap_or_default();
        if name.is_empty() && self.name.trim().is_empty() {
            keep("name", "Name", "is missing; give the product a name");
        }
        let description =
            text::line(&self.description, 1000).map_err(|fault| keep("description", "Description", &fault));
        let kind = self.kind.parse::<ProductKind>().map_err(|fault| keep("kind", "Kind", fault));
        match (kind, self.seats) {
            (Ok(ProductKind::Licence), Some(1..=100_000)) => {}
            (Ok(ProductKind::Licence), _) => keep("seats", "Seats", "must be 1 to 100,000 for a licence"),
            (Ok(_), Some(_)) => keep("seats", "Seats", "are a licence’s alone; leave them out"),
            (Ok(_), None) | (Err(()), _) => {}
        }
        if self.months.is_some_and(|months| !(1..=120).contains(&months)) {
            keep("months", "Months", "must be 1 to 120; leave them out for what never ends");
        }
        match (kind, description) {
            (Ok(kind), Ok(description)) if errors.is_empty() => {
                Ok(ProductInput { sku, name, kind, description, seats: self.seats, months: self.months })
            }
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

fn is_sku(sku: &str) -> bool {
    (2..=40).contains(&sku.len())
        && sku
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))
}

/// The currency in which an account in this country (ISO 3166-1) buys: its own where prices are usual in it, or else
/// the euro.
#[must_use]
pub fn currency_of(country: Option<&str>) -> &'static str {
    match country {
        Some("SE") => "SEK",
        Some("NO") => "NOK",
        Some("DK") => "DKK",
        Some("GB") => "GBP",
        Some("CH") => "CHF",
        Some("US") => "USD",
        _ => "EUR",
    }
}

/// The catalogue as an account sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Why the reader may see it.
    pub why: String,
    /// Order something.
    pub order: Offer,
    /// The products that are for sale, by kind and name.
    pub products: Vec<ProductRow>,
    /// The currency of their prices (ISO 4217).
    pub currency: String,
}

/// A product in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRow {
    /// The product.
    pub id: ProductId,
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: ProductKind,
    /// What it is, possibly empty.
    pub description: String,
    /// What one unit is: `5 seats for 12 months`; possibly empty.
    pub unit: String,
    /// What one unit costs without tax, as the reader reads money.
    pub price: String,
}

/// What one unit of a product is, in words.
#[must_use]
pub fn unit(seats: Option<i32>, months: Option<i32>) -> String {
    let seats = seats.map(|seats| if seats == 1 { "1 seat".to_owned() } else { format!("{seats} seats") });
    let months = months.map(|months| if months == 1 { "1 month".to_owned() } else { format!("{months} months") });
    match (seats, months) {
        (Some(seats), Some(months)) => format!("{seats} for {months}"),
        (Some(seats), None) => format!("{seats}, without an end"),
        (None, Some(months)) => months,
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_read() {
        let form = |sku: &str, kind: &str, seats| ProductForm {
            sku: sku.into(),
            name: "Routes".into(),
            kind: kind.into(),
            seats,
            months: Some(12),
            ..ProductForm::default()
        };
        assert!(form("ROUTES-PRO", "licence", Some(5)).parse().is_ok());
        assert!(form("SETUP", "service", None).parse().is_ok());
        for (bad, field) in [
            (form("routes", "licence", Some(5)), "sku"),
            (form("A", "licence", Some(5)), "sku"),
            (form("A--B", "licence", Some(5)), "sku"),
            (form("ROUTES", "licence", None), "seats"),
            (form("ROUTES", "support", Some(5)), "seats"),
            (form("ROUTES", "thing", None), "kind"),
            (ProductForm { months: Some(0), ..form("ROUTES", "service", None) }, "months"),
            (ProductForm { name: " ".into(), ..form("ROUTES", "service", None) }, "name"),
        ] {
            let fault = bad.parse().map_err(|problem| problem.field_errors()[0].field.clone());
            assert_eq!(fault, Err(field.to_owned()), "{bad:?}");
        }
    }

    #[test]
    fn a_unit_in_words() {
        assert_eq!(unit(Some(5), Some(12)), "5 seats for 12 months");
        assert_eq!(unit(Some(1), None), "1 seat, without an end");
        assert_eq!(unit(None, Some(1)), "1 month");
        assert_eq!(unit(None, None), "");
    }
}
