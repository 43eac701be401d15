//! The operator adds a product.

use crate::access::{Caller, Scope};
use crate::{Portico, Result, store};
use domain::ProductId;
use domain::access::{Action, Target};
use domain::product::ProductForm;

/// Adds a product to the catalogue. It is for sale once it has a price.
///
/// # Errors
/// [`domain::Problem::Invalid`] for faults of the form, and for a code that is taken.
pub async fn add(portico: &Portico, form: &ProductForm) -> Result<ProductId> {
    carry_out(portico, Scope::for_command(portico).await?, form).await
}

/// The same, by an operator's key.
///
/// # Errors
/// As [`add`]; [`domain::Problem::Forbidden`] when the key has no scope for it.
pub async fn add_by_key(portico: &Portico, caller: &Caller, form: &ProductForm) -> Result<ProductId> {
    carry_out(portico, Scope::for_operator(portico, caller).await?, form).await
}

async fn carry_out(portico: &Portico, scope: Scope, form: &ProductForm) -> Result<ProductId> {
    let mut permit = scope.authorize(Action::EditCatalogue, &Target::Portico)?;
    let input = form.parse()?;
    let now = permit.now();
    let id = ProductId(portico.entropy.id(now)?);
    store::products::insert(permit.tx(), id, &input, now).await?;
    permit.commit_outside(id.0, &format!("the product {} was added", input.sku)).await?;
    Ok(id)
}
