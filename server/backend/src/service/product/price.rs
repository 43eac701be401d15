//! The operator says what a product costs.

use super::{of_sku, open};
use crate::{Portico, Result, store};
use domain::Problem;
use domain::money::{Currency, Money};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Gives a product a price in a currency, from now on or from the beginning of a day (UTC) like 2026-05-01. What was
/// ordered before keeps its price.
///
/// # Errors
/// [`Problem::Invalid`] when there is no such product, currency or day, for a price below nothing, and for a day that is
/// over.
pub async fn price(portico: &Portico, sku: &str, currency: &str, amount: &str, from: Option<&str>) -> Result<Money> {
    let currency: Currency =
        currency.parse().map_err(|fault| Problem::field("currency", format!("Currency “{currency}” {fault}.")))?;
    let net = currency.parse(amount).map_err(|fault| Problem::field("price", format!("Price {fault}.")))?;
    if !(0..=100_000_000_000).contains(&net.minor) {
        return Err(Problem::field("price", format!("Price “{amount}” is below 0 or too high.")).into());
    }
    let now = portico.clock.now();
    let from = from.map_or(Ok(now), beginning)?;
    if from < now && !is_today(from, now) {
        return Err(Problem::field("from", "This day is over; a price never changes what was.").into());
    }
    let mut tx = open(portico).await?;
    let product = of_sku(&mut tx, portico, sku).await?;
    store::products::set_price(&mut tx, product.id, currency.code(), net.minor, from.max(now)).await?;
    tx.commit().await?;
    tracing::info!(sku, price = net.plain(), %currency, %from, "a product was priced");
    Ok(net)
}

fn beginning(day: &str) -> Result<Timestamp> {
    let none = || Problem::field("from", format!("There is no day “{day}”; write one like 2026-05-01."));
    let day: Date = day.trim().parse().map_err(|_| none())?;
    Ok(day.to_zoned(TimeZone::UTC).map_err(|_| none())?.timestamp())
}

fn is_today(from: Timestamp, now: Timestamp) -> bool {
    let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    day(from) == day(now)
}
