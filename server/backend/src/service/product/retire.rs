//! The operator takes a product off the catalogue.

use super::{of_sku, open};
use crate::{Portico, Result, store};

/// Ends the sale of a product. What was ordered stays; licences of it are not renewed any more.
///
/// # Errors
/// [`domain::Problem::Invalid`] when there is no such product.
pub async fn retire(portico: &Portico, sku: &str) -> Result<()> {
    let mut tx = open(portico).await?;
    let product = of_sku(&mut tx, portico, sku).await?;
    if store::products::retire(&mut tx, &product.sku, portico.clock.now()).await? {
        tx.commit().await?;
        tracing::info!(sku, "a product was retired");
    }
    Ok(())
}
