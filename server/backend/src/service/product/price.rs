//! The operator says what a product costs.

use super::{of_sku, to_change};
use crate::access::{Caller, Scope};
use crate::store::products::Product;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::money::{Currency, Money};
use domain::{Problem, ProductId};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The highest price, in the currency's smallest units.
const MOST: i64 = 100_000_000_000;

/// Gives a product a price in a currency, from now on or from the beginning of a day (UTC) like 2026-05-01. What was
/// ordered before keeps its price.
///
/// # Errors
/// [`Problem::Invalid`] when there is no such product, currency or day, for a price below nothing, and for a day that is
/// over.
pub async fn price(portico: &Portico, sku: &str, currency: &str, amount: &str, from: Option<&str>) -> Result<Money> {
    let mut scope = Scope::for_command(portico).await?;
    let product = of_sku(&mut scope, sku).await?;
    carry_out(scope, &product, currency, amount, from).await
}

/// The same, by an operator's key.
///
/// # Errors
/// As [`price`]; [`Problem::NotFound`] when there is no such product; [`Problem::Forbidden`] when the key has no scope for
/// it.
pub async fn price_by_key(
    portico: &Portico,
    caller: &Caller,
    id: &str,
    currency: &str,
    amount: &str,
    from: Option<&str>,
) -> Result<ProductId> {
    let (scope, product) = to_change(portico, caller, id).await?;
    carry_out(scope, &product, currency, amount, from).await?;
    Ok(product.id)
}

async fn carry_out(scope: Scope, product: &Product, currency: &str, amount: &str, from: Option<&str>) -> Result<Money> {
    let mut permit = scope.authorize(Action::EditCatalogue, &Target::Portico)?;
    let currency: Currency =
        currency.parse().map_err(|fault| Problem::field("currency", format!("Currency {fault}.")))?;
    let net = currency.parse(amount).map_err(|fault| Problem::field("price", format!("Price {fault}.")))?;
    if !(0..=MOST).contains(&net.minor) {
        let most = Money::new(MOST, currency).plain();
        return Err(Problem::field("price", format!("Price “{amount}” is not from 0 to {most}.")).into());
    }
    let now = permit.now();
    let from = from.map_or(Ok(now), beginning)?;
    if from < now && !is_today(from, now) {
        return Err(Problem::field("from", "This day is over; a price never changes what was.").into());
    }
    store::products::set_price(permit.tx(), product.id, currency.code(), net.minor, from.max(now)).await?;
    let done = format!("the product {} costs {} {currency} from {from} on", product.sku, net.plain());
    permit.commit_outside(product.id.0, &done).await?;
    Ok(net)
}

fn beginning(day: &str) -> Result<Timestamp> {
    let none = || Problem::field("from", format!("There is no day “{day}”; write one like 2026-05-01."));
    let day: Date = day.parse().map_err(|_| none())?;
    Ok(day.to_zoned(TimeZone::UTC).map_err(|_| none())?.timestamp())
}

fn is_today(from: Timestamp, now: Timestamp) -> bool {
    let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    day(from) == day(now)
}
