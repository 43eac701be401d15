//! The whole catalogue, for the operator.

use super::open;
use crate::store::products::Which;
use crate::{Portico, Result, store};
use domain::money::{Currency, Money};
use domain::product::{ProductKind, unit};
use jiff::Timestamp;

/// A product as the operator sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: ProductKind,
    /// What one unit is; possibly empty.
    pub unit: String,
    /// It is not for sale any more.
    pub retired: bool,
    /// Its prices in each currency, now and to come, and from when on.
    pub prices: Vec<(Money, Timestamp)>,
}

/// Every product, those that are not for sale any more too.
///
/// # Errors
/// When the database does not answer.
pub async fn list(portico: &Portico) -> Result<Vec<Listed>> {
    let mut tx = open(portico).await?;
    let now = portico.clock.now();
    let mut listed = Vec::new();
    for product in store::products::find(&mut tx, Which::All, "", now).await? {
        let prices = store::products::prices(&mut tx, product.id, now).await?;
        let prices = prices
            .into_iter()
            .filter_map(|(code, net, from)| Some((Money::new(net, code.parse::<Currency>().ok()?), from)));
        listed.push(Listed {
            prices: prices.collect(),
            sku: product.sku,
            name: product.name,
            kind: product.kind,
            unit: unit(product.seats, product.months),
            retired: product.retired,
        });
    }
    Ok(listed)
}
