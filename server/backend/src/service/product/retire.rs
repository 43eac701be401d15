//! The operator takes a product off the catalogue.

use super::{of_sku, to_change};
use crate::access::{Caller, Scope};
use crate::store::products::Product;
use crate::{Portico, Result, store};
use domain::ProductId;
use domain::access::{Action, Target};

/// Ends the sale of a product. What was ordered stays; licences of it are not renewed any more.
///
/// # Errors
/// [`domain::Problem::Invalid`] when there is no such product.
pub async fn retire(portico: &Portico, sku: &str) -> Result<()> {
    let mut scope = Scope::for_command(portico).await?;
    let product = of_sku(&mut scope, sku).await?;
    carry_out(scope, &product).await
}

/// The same, by an operator's key.
///
/// # Errors
/// [`domain::Problem::NotFound`] when there is no such product; [`domain::Problem::Forbidden`] when the key has no scope
/// for it.
pub async fn retire_by_key(portico: &Portico, caller: &Caller, id: &str) -> Result<ProductId> {
    let (scope, product) = to_change(portico, caller, id).await?;
    carry_out(scope, &product).await?;
    Ok(product.id)
}

async fn carry_out(scope: Scope, product: &Product) -> Result<()> {
    let mut permit = scope.authorize(Action::EditCatalogue, &Target::Portico)?;
    let now = permit.now();
    if store::products::retire(permit.tx(), &product.sku, now).await? {
        permit.commit_outside(product.id.0, &format!("the product {} was retired", product.sku)).await
    } else {
        permit.change_nothing(product.id.0).await
    }
}
