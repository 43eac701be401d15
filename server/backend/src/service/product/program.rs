//! The catalogue as programs read it.

use crate::access::Scope;
use crate::service::order::currency;
use crate::store::products::{Product, Which};
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::money::{Currency, Money};
use domain::{Problem, ProductId};

/// A product that is for sale, with its price in the account's currency.
#[derive(Debug, Clone)]
pub struct ProductDetails {
    /// Which.
    pub id: ProductId,
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// The name of its [`domain::product::ProductKind`].
    pub kind: &'static str,
    /// What it is, possibly empty.
    pub description: String,
    /// For licences: how many machines one unit is good for.
    pub seats: Option<i32>,
    /// How many months one unit holds; `None` for ever.
    pub months: Option<i32>,
    /// What one unit costs before tax, like `1234.50`.
    pub price: String,
    /// ISO 4217.
    pub currency: String,
}

/// What is for sale, by code, after this code, at most so much; and whether there is more.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it.
pub async fn list_by_key(scope: &mut Scope, after: &str, most: usize) -> Result<(Vec<ProductDetails>, bool)> {
    scope.require(Action::ViewPurchases, &Target::Account(scope.account()))?;
    let (currency, now) = (currency(scope).await?, scope.now());
    let (found, more) =
        crate::service::page(store::products::after(scope.tx(), after, currency.code(), now, most + 1).await?, most);
    Ok((found.into_iter().filter_map(|product| details(product, currency)).collect(), more))
}

/// One product that is for sale.
///
/// # Errors
/// As [`list_by_key`]; [`Problem::NotFound`] when nothing of this id is for sale to the account.
pub async fn view_by_key(scope: &mut Scope, id: &str) -> Result<ProductDetails> {
    scope.require(Action::ViewPurchases, &Target::Account(scope.account()))?;
    let id: ProductId = crate::service::id(id)?;
    let (currency, now) = (currency(scope).await?, scope.now());
    let found = store::products::find(scope.tx(), Which::Id(id), currency.code(), now).await?;
    let product = found.into_iter().find(|product| !product.retired);
    Ok(product.and_then(|product| details(product, currency)).ok_or(Problem::NotFound)?)
}

fn details(product: Product, currency: Currency) -> Option<ProductDetails> {
    Some(ProductDetails {
        price: Money::new(product.price?, currency).plain(),
        currency: currency.to_string(),
        id: product.id,
        sku: product.sku,
        name: product.name,
        kind: product.kind.name(),
        description: product.description,
        seats: product.seats,
        months: product.months,
    })
}
