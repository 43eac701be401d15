//! The catalogue as an account sees it.

use crate::access::Scope;
use crate::service::order::currency;
use crate::store::products::Which;
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::money::Money;
use domain::product::{Catalogue, ProductRow, unit};

/// What is for sale, with prices in the account's currency.
///
/// # Errors
/// [`domain::Problem::Forbidden`] without the role for it.
pub async fn catalogue(scope: &mut Scope) -> Result<Catalogue> {
    let target = Target::Account(scope.account());
    let why = scope.require(Action::ViewPurchases, &target)?.explain();
    let (currency, now, language) = (currency(scope).await?, scope.now(), scope.member()?.reader.language);
    let products = store::products::find(scope.tx(), Which::All, currency.code(), now).await?;
    let products = products.into_iter().filter(|product| !product.retired).filter_map(|product| {
        Some(ProductRow {
            id: product.id,
            price: Money::new(product.price?, currency).format(language),
            sku: product.sku,
            name: product.name,
            kind: product.kind,
            description: product.description,
            unit: unit(product.seats, product.months),
        })
    });
    Ok(Catalogue {
        why,
        order: scope.offer(Action::MakePurchases, &target),
        products: products.collect(),
        currency: currency.to_string(),
    })
}
