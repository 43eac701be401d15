//! The catalogue: the operator says what is sold and for how much, and whoever may buy sees it.

mod add;
mod catalogue;
mod list;
mod price;
mod program;
mod retire;

pub use add::add;
pub use catalogue::catalogue;
pub use list::{Listed, list};
pub use price::price;
pub use program::{ProductDetails, list_by_key, view_by_key};
pub use retire::retire;

use crate::store::Tx;
use crate::store::products::{Product, Which};
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Actor, Target, decide};

/// A transaction in which the operator looks after the catalogue. It belongs to no account, so that no history has it;
/// the log does.
async fn open(portico: &Portico) -> Result<Tx> {
    if !decide(&Actor::Operator, Action::EditCatalogue, &Target::Portico).is_granted() {
        return Err(Problem::NotFound.into());
    }
    Tx::begin(&portico.pool).await
}

async fn of_sku(tx: &mut Tx, portico: &Portico, sku: &str) -> Result<Product> {
    // PostgreSQL's text holds no NUL, and no code has one.
    let found = match sku.contains('\0') {
        true => Vec::new(),
        false => store::products::find(tx, Which::Sku(sku), "", portico.clock.now()).await?,
    };
    found.into_iter().next().ok_or_else(|| {
        Problem::field("sku", format!("There is no product {sku}: `portico product list` shows all.")).into()
    })
}
