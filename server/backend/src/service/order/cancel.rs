//! The buyer lets go of an order that waits.

use super::{account, entry, next};
use crate::access::{Caller, Scope};
use crate::service::invoice::void_within;
use crate::store::orders::{Order, Which};
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::Action;
use domain::audit::Event;
use domain::order::OrderEvent;
use serde_json::json;

/// Cancels an order that waits; its invoice is void.
///
/// # Errors
/// [`Problem::Forbidden`] without the role for it; [`Problem::NotFound`] when there is no such order;
/// [`Problem::Invalid`] when it does not wait, or a part of it was paid.
pub async fn cancel(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let (scope, order) = open(portico, caller, slug, id).await?;
    carry_out(portico, scope, order).await
}

/// The order of this id, for whoever may cancel it.
pub(super) async fn open(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<(Scope, Order)> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let (target, account_id) = (account(&scope), scope.account());
    scope.require(Action::MakePurchases, &target)?;
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let found = store::orders::find(scope.tx(), account_id, Which::Id(id), 1).await?;
    Ok((scope, found.into_iter().next().ok_or(Problem::NotFound)?))
}

/// Cancels an order that was found.
pub(super) async fn carry_out(portico: &Portico, scope: Scope, order: Order) -> Result<()> {
    let target = account(&scope);
    let state = next(&order, OrderEvent::Cancel, "")?;
    let mut permit = scope.authorize(Action::MakePurchases, &target)?;
    if let Some(invoice) = order.invoice {
        void_within(&mut permit, portico, invoice, "The order was cancelled.").await?;
    }
    store::orders::set_state(&mut permit, order.id, state).await?;
    let before = json!({ "product": order.product_name, "state": order.state.label() });
    permit.commit(portico, entry(Event::OrderCancelled, &order, before, state)?).await
}
