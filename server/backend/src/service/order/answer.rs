//! The operator approves or refuses an order that waits: a command.

use super::fulfil::fulfil;
use super::{account, entry, next};
use crate::access::Scope;
use crate::service::invoice::void_within;
use crate::store::orders::{Order, Which};
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::Action;
use domain::audit::Event;
use domain::order::OrderEvent;
use serde_json::json;

/// Approves the order of this number, which delivers it while its invoice stays open; or refuses it, which makes its
/// invoice void.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; [`Problem::Invalid`] when there is no such order, when it does
/// not wait, and to refuse one of which a part was paid.
pub async fn answer(portico: &Portico, slug: &str, number: i32, approve: bool) -> Result<()> {
    let mut scope = Scope::open_as_operator(portico, slug).await?;
    let account_id = scope.account();
    let found = store::orders::find(scope.tx(), account_id, Which::Number(number), 1).await?;
    let order = found
        .into_iter()
        .next()
        .ok_or_else(|| Problem::field("order", format!("There is no order {number} in this account.")))?;
    carry_out(portico, scope, order, approve, "order").await
}

/// The same for an order that was found; `field` is where a fault is told.
pub(super) async fn carry_out(
    portico: &Portico,
    scope: Scope,
    mut order: Order,
    approve: bool,
    field: &'static str,
) -> Result<()> {
    let target = account(&scope);
    let event = if approve { OrderEvent::Approve } else { OrderEvent::Refuse };
    let state = next(&order, event, field)?;
    let before = json!({ "product": order.product_name, "state": order.state.label() });
    let mut permit = scope.authorize(Action::AnswerOrder, &target)?;
    order.state = state;
    let event = if approve { Event::OrderApproved } else { Event::OrderRefused };
    let answered = entry(event, &order, before, state)?;
    if approve {
        fulfil(&mut permit, portico, &order).await?;
    } else {
        if let Some(invoice) = order.invoice {
            void_within(&mut permit, portico, invoice, "The order was refused.").await?;
        }
        store::orders::set_state(&mut permit, order.id, state).await?;
    }
    permit.commit(portico, answered).await
}
