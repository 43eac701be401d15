//! The operator adds a product.

use super::open;
use crate::{Portico, Result, store};
use domain::ProductId;
use domain::product::ProductForm;

/// Adds a product to the catalogue. It is for sale once it has a price.
///
/// # Errors
/// [`domain::Problem::Invalid`] for faults of the form, and for a code that is taken.
pub async fn add(portico: &Portico, form: &ProductForm) -> Result<ProductId> {
    let input = form.parse()?;
    let mut tx = open(portico).await?;
    let now = portico.clock.now();
    let id = ProductId(portico.entropy.id(now)?);
    store::products::insert(&mut tx, id, &input, now).await?;
    tx.commit().await?;
    tracing::info!(sku = input.sku, "a product was added");
    Ok(id)
}
