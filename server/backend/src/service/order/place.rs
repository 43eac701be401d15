//! An order is placed: with its invoice, and where the account has credit with what was ordered, in one transaction.

use super::draft::Draft;
use super::fulfil::fulfil;
use super::{account, entry};
use crate::access::{Caller, Scope};
use crate::service::invoice::issue_within;
use crate::store::orders::{Order, Which};
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::audit::Event;
use domain::order::{Credit, OrderEvent, OrderForm, OrderKind, OrderState, step};
use domain::{OrderId, Problem};
use serde_json::json;
use uuid::Uuid;

/// The form that places an order.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// What is ordered.
    pub order: OrderForm,
    /// Made when the form was shown, see [`domain::order::OrderPlan::attempt`].
    pub attempt: String,
    /// The total that was shown then.
    pub agreed: String,
}

/// Places an order. A form that is sent again answers with the order that it placed.
///
/// # Errors
/// As [`super::plan`]; [`Problem::Invalid`] when it does not come to what was shown.
pub async fn place(portico: &Portico, caller: &Caller, slug: &str, sent: &Sent) -> Result<OrderId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let target = account(&scope);
    scope.require(Action::MakePurchases, &target)?;
    let draft = Draft::of(&mut scope, &sent.order).await;
    let attempt: Option<Uuid> = sent.attempt.parse().ok();
    let account_id = scope.account();
    if let Some(attempt) = attempt {
        let placed = store::orders::find(scope.tx(), account_id, Which::Attempt(attempt), 1).await?;
        if let Some(placed) = placed.first() {
            return Ok(placed.id);
        }
    }
    let draft = draft?;
    let attempt = attempt.ok_or_else(|| {
        Problem::field("", "The form did not arrive whole. Load the page again and send it once more.")
    })?;
    let reader = scope.member()?.reader.clone();
    if sent.agreed != draft.agreed() {
        let total = draft.totals.total.format(reader.language);
        let message = format!("The price changed meanwhile: it is {total} with tax now. Nothing was ordered.");
        return Err(Problem::field("", message).into());
    }
    carry_out(portico, scope, draft, attempt).await
}

/// Places what was worked out: the right to order was asked for.
pub(super) async fn carry_out(portico: &Portico, mut scope: Scope, draft: Draft, attempt: Uuid) -> Result<OrderId> {
    let (target, account_id) = (account(&scope), scope.account());
    let (limit, open) = store::orders::credit(scope.tx(), account_id, draft.currency.code()).await?;
    let number = store::orders::next_number(scope.tx(), account_id).await?;
    let user = scope.member().ok().map(|member| member.actor.user);
    let mut permit = scope.authorize(Action::MakePurchases, &target)?;
    let total = draft.totals.total;
    let invoice = match total.minor {
        0 => None,
        _ => Some(issue_within(&mut permit, portico, draft.issuer, &draft.invoice(number)).await?),
    };
    let state = step(OrderState::Placed, OrderEvent::Judge(Credit::of(limit, open, total.minor)));
    let mut order = Order {
        id: OrderId(portico.entropy.id(permit.now())?),
        number,
        attempt,
        kind: if draft.licence.is_some() { OrderKind::Renewal } else { OrderKind::Purchase },
        state: state.unwrap_or(OrderState::Placed),
        product: draft.product.id,
        product_name: draft.product.name.clone(),
        quantity: draft.quantity,
        currency: draft.currency.code().to_owned(),
        unit_net: draft.price.minor,
        net: draft.totals.net.minor,
        tax: draft.totals.tax.minor,
        total: total.minor,
        licence: draft.licence.as_ref().map(|licence| licence.id),
        invoice: invoice.as_ref().map(|invoice| invoice.id),
        invoice_number: invoice.map(|invoice| invoice.number),
        placed_by: user,
        placed_by_name: None,
        placed_at: permit.now(),
        fulfilled_at: None,
    };
    store::orders::insert(&mut permit, &order).await?;
    let placed = entry(Event::OrderPlaced, &order, json!({}), order.state)?;
    if order.state == OrderState::Approved {
        order.state = fulfil(&mut permit, portico, &order).await?;
    }
    permit.commit(portico, placed).await?;
    Ok(order.id)
}
