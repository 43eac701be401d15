//! The catalogue: the operator says what is sold and for how much, and whoever may buy sees it.
//!
//! It belongs to no account, so that no history has what is done to it; the log does.

mod add;
mod catalogue;
mod list;
mod price;
mod program;
mod retire;

pub use add::{add, add_by_key};
pub use catalogue::catalogue;
pub use list::{Listed, list, listed_by_key, one_by_key};
pub use price::{price, price_by_key};
pub use program::{ProductDetails, list_by_key, view_by_key};
pub use retire::{retire, retire_by_key};

use crate::access::{Caller, Scope};
use crate::store::products::{Product, Which};
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};

/// The product with this code, for the operator's command.
async fn of_sku(scope: &mut Scope, sku: &str) -> Result<Product> {
    let now = scope.now();
    // PostgreSQL's text holds no NUL, and no code has one.
    let found = match sku.contains('\0') {
        true => Vec::new(),
        false => store::products::find(scope.tx(), Which::Sku(sku), "", now).await?,
    };
    found.into_iter().next().ok_or_else(|| {
        Problem::field("sku", format!("There is no product {sku}: `portico product list` shows all.")).into()
    })
}

/// The product of this id, for sale or not. To be asked after the right to look.
async fn of_id(scope: &mut Scope, id: &str) -> Result<Product> {
    let (id, now) = (crate::service::id(id)?, scope.now());
    let found = store::products::find(scope.tx(), Which::Id(id), "", now).await?;
    Ok(found.into_iter().next().ok_or(Problem::NotFound)?)
}

/// The product of this id, for a program that may change it.
async fn to_change(portico: &Portico, caller: &Caller, id: &str) -> Result<(Scope, Product)> {
    let mut scope = Scope::for_operator(portico, caller).await?;
    scope.require(Action::EditCatalogue, &Target::Portico)?;
    let product = of_id(&mut scope, id).await?;
    Ok((scope, product))
}
