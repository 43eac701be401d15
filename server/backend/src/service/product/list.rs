//! The whole catalogue, for the operator.

use super::of_id;
use crate::access::{Caller, Scope};
use crate::store::products::{Product, Which};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::money::{Currency, Money};
use domain::product::ProductKind;
use domain::{Problem, ProductId};
use jiff::Timestamp;

/// A product as the operator sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Which.
    pub id: ProductId,
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
    /// How many months one unit holds; `None` for ever.
    pub months: Option<i32>,
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
    let mut scope = Scope::for_command(portico).await?;
    scope.require(Action::ViewCatalogue, &Target::Portico)?;
    let now = scope.now();
    let products = store::products::find(scope.tx(), Which::All, "", now).await?;
    with_prices(&mut scope, products).await
}

/// The same for an operator's key: by code, after this code, at most so many; and whether there are more.
///
/// # Errors
/// [`domain::Problem::Forbidden`] when the key has no scope for it.
pub async fn listed_by_key(
    portico: &Portico,
    caller: &Caller,
    after: &str,
    most: usize,
) -> Result<(Vec<Listed>, bool)> {
    let mut scope = Scope::for_operator(portico, &caller.without_claim()).await?;
    scope.require(Action::ViewCatalogue, &Target::Portico)?;
    let found = store::products::every_after(scope.tx(), after, most + 1).await?;
    let (products, more) = crate::service::page(found, most);
    Ok((with_prices(&mut scope, products).await?, more))
}

/// One product, for an operator's key.
///
/// # Errors
/// As [`listed_by_key`]; [`domain::Problem::NotFound`] when there is no such product.
pub async fn one_by_key(portico: &Portico, caller: &Caller, id: &str) -> Result<Listed> {
    let mut scope = Scope::for_operator(portico, &caller.without_claim()).await?;
    scope.require(Action::ViewCatalogue, &Target::Portico)?;
    let product = of_id(&mut scope, id).await?;
    with_prices(&mut scope, vec![product]).await?.pop().ok_or_else(|| Problem::NotFound.into())
}

async fn with_prices(scope: &mut Scope, products: Vec<Product>) -> Result<Vec<Listed>> {
    let now = scope.now();
    let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
    let mut prices = store::products::prices(scope.tx(), &ids, now).await?;
    let price =
        |(code, net, from): (String, i64, Timestamp)| Some((Money::new(net, code.parse::<Currency>().ok()?), from));
    let listed = products.into_iter().map(|product| Listed {
        prices: prices.remove(&product.id).unwrap_or_default().into_iter().filter_map(price).collect(),
        id: product.id,
        sku: product.sku,
        name: product.name,
        kind: product.kind,
        description: product.description,
        seats: product.seats,
        months: product.months,
        retired: product.retired,
    });
    Ok(listed.collect())
}
