//! What an order would be: worked out the same before it is shown and when it is placed.

use super::{currency, too_large};
use crate::access::Scope;
use crate::service::licence::is_soon;
use crate::store::licences::{Licence, Which as Licences};
use crate::store::products::{Product, Which};
use crate::{Result, store};
use domain::invoice::{Discount, Line, NewInvoice, NewLine, Tax, Totals};
use domain::money::{Currency, Money};
use domain::order::{DUE_DAYS, OrderForm};
use domain::product::unit;
use domain::{IssuerId, Problem};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Thousandths in one unit, as invoices count.
const WHOLE: i64 = domain::invoice::lines::WHOLE;

/// An order before it is placed.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) product: Product,
    /// The licence that is renewed.
    pub(super) licence: Option<Licence>,
    pub(super) quantity: i32,
    pub(super) issuer: IssuerId,
    pub(super) currency: Currency,
    pub(super) price: Money,
    pub(super) tax: Tax,
    pub(super) totals: Totals,
}

impl Draft {
    /// Works it out. The right to order was asked for.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a product or licence that is not there; [`Problem::Invalid`] when it is not for sale, or
    /// the licence cannot be renewed.
    pub(super) async fn of(scope: &mut Scope, form: &OrderForm) -> Result<Self> {
        let (account, now, currency) = (scope.account(), scope.now(), currency(scope).await?);
        let licence = match form.licence.is_empty() {
            true => None,
            false => {
                let id = form.licence.parse().map_err(|_| Problem::NotFound)?;
                let found = store::licences::find(scope.tx(), account, Licences::Id(id)).await?;
                Some(found.into_iter().next().ok_or(Problem::NotFound)?)
            }
        };
        let id = match &licence {
            Some(licence) => licence.product,
            None => form.product.parse().map_err(|_| Problem::NotFound)?,
        };
        let found = store::products::find(scope.tx(), Which::Id(id), currency.code(), now).await?;
        let product = found.into_iter().next().ok_or(Problem::NotFound)?;
        if product.retired {
            return Err(Problem::field("product", format!("{} is not for sale any more.", product.name)).into());
        }
        let price = product.price.ok_or_else(|| {
            Problem::field("product", format!("{} has no price in {currency}; ask the seller for one.", product.name))
        })?;
        let quantity = match &licence {
            Some(licence) => renewed_units(licence, &product, now)?,
            None => form.quantity()?,
        };
        let issuer = store::orders::seller(scope.tx()).await?.ok_or_else(nobody_sells)?;
        let tax = tax(scope, issuer).await?;
        let line = Line {
            description: product.name.clone(),
            quantity: i64::from(quantity) * WHOLE,
            unit: String::new(),
            unit_price: price,
            discount: Discount::None,
            tax: tax.clone(),
        };
        let totals = Totals::of(&[line], currency).map_err(too_large)?;
        Ok(Self { licence, quantity, issuer, currency, price: Money::new(price, currency), tax, totals, product })
    }

    /// What the buyer agrees to: total and currency, as the form sends it back.
    pub(super) fn agreed(&self) -> String {
        format!("{} {}", self.totals.total.plain(), self.currency)
    }

    /// The invoice of this order.
    pub(super) fn invoice(&self, number: i32) -> NewInvoice {
        let unit = unit(self.product.seats, self.product.months);
        let what = match (&self.licence, unit.is_empty()) {
            (Some(_), _) => format!("{}, renewal ({unit} each)", self.product.name),
            (None, false) => format!("{} ({unit} each)", self.product.name),
            (None, true) => self.product.name.clone(),
        };
        NewInvoice {
            currency: self.currency,
            due_in_days: DUE_DAYS,
            reference: format!("Order {number}"),
            note: String::new(),
            period: None,
            lines: vec![NewLine {
                description: what,
                quantity: i64::from(self.quantity) * WHOLE,
                unit: String::new(),
                unit_price: self.price.minor,
                discount: Discount::None,
                tax: Some(self.tax.basis_points),
            }],
        }
    }
}

/// So many months after a moment; the last day of a month stays the last day of the shorter one.
pub(super) fn months_after(at: Timestamp, months: i32) -> Timestamp {
    at.to_zoned(TimeZone::UTC).checked_add(Span::new().months(months)).map_or(at, |end| end.timestamp())
}

/// How many units a renewal takes: as many as the licence has seats for.
fn renewed_units(licence: &Licence, product: &Product, now: Timestamp) -> Result<i32> {
    let refused = |why: &str| Problem::field("licence", why);
    if licence.revoked {
        return Err(refused("This licence was revoked and cannot be renewed.").into());
    }
    let (Some(end), Some(_), Some(seats)) = (licence.expires_at, product.months, product.seats) else {
        return Err(refused("This licence never ends; there is nothing to renew.").into());
    };
    if !is_soon(end, now) {
        return Err(refused("This licence holds for more than 60 days still; renew it nearer to its end.").into());
    }
    Ok((licence.seats + seats - 1) / seats)
}

/// The tax that the seller charges to the account.
async fn tax(scope: &mut Scope, issuer: IssuerId) -> Result<Tax> {
    let seller = store::issuers::find(scope.tx(), issuer).await?.ok_or_else(nobody_sells)?.party;
    let country = scope.country().await?.unwrap_or(seller.country);
    let rate = store::issuers::rate(scope.tx(), issuer, &country).await?.ok_or_else(|| {
        let country = domain::country::of_code(&country).map_or(country.clone(), |(_, name)| name.to_string());
        Problem::field("product", format!("Nothing can be ordered from {country}; ask the seller."))
    })?;
    Ok(Tax { basis_points: rate.basis_points, name: rate.name })
}

fn nobody_sells() -> Problem {
    Problem::field("product", "Nothing can be ordered at the moment; ask the seller.")
}
