//! Orders: what an account buys. An order makes an invoice in the transaction that places it; paid, or approved by
//! credit or by the operator, it is delivered in the transaction that says so. Everything happens behind the account's
//! lock.

mod answer;
mod cancel;
mod credit;
mod draft;
mod fulfil;
mod list;
mod place;
mod plan;
mod program;
mod view;

pub use answer::answer;
pub use cancel::cancel;
pub use credit::{CreditDetails, set_credit, set_credit_by_key, view_credit};
pub(crate) use fulfil::fulfil_paid;
pub use list::list;
pub use place::{Sent, place};
pub use plan::plan;
pub use program::{OrderDetails, answer_by_key, cancel_by_key, list_by_key, place_by_key, view_by_key};
pub use view::view;

use crate::access::{Entry, Member, Scope};
use crate::store::orders::Order;
use crate::{Error, Result};
use domain::Problem;
use domain::access::Target;
use domain::audit::Event;
use domain::money::{Currency, Money, MoneyError};
use domain::order::{OrderEvent, OrderRow, OrderState, step};
use domain::product::currency_of;
use serde_json::{Value, json};

fn account(scope: &Scope) -> Target {
    Target::Account(scope.account())
}

/// The currency in which the open account buys.
pub(crate) async fn currency(scope: &mut Scope) -> Result<Currency> {
    currency_of(scope.country().await?.as_deref()).parse().map_err(|fault: String| Error::internal("a currency", fault))
}

/// An amount of an order.
fn money(order: &Order, minor: i64) -> Result<Money> {
    let currency = order.currency.parse().map_err(|fault: String| Error::internal("a stored currency", fault))?;
    Ok(Money::new(minor, currency))
}

/// An order as it is listed.
fn row(order: &Order, member: &Member) -> Result<OrderRow> {
    Ok(OrderRow {
        id: order.id,
        number: order.number,
        placed: member.reader.day(order.placed_at),
        product: order.product_name.clone(),
        quantity: order.quantity,
        total: money(order, order.total)?.format(member.reader.language),
        kind: order.kind,
        state: order.state,
    })
}

/// The history's entry for what happened to an order.
fn entry(event: Event, order: &Order, before: Value, state: OrderState) -> Result<Entry> {
    let total = money(order, order.total)?;
    let after = json!({
        "product": order.product_name,
        "order": order.number,
        "quantity": order.quantity,
        "total": format!("{} {}", total.plain(), total.currency),
        "state": state.label(),
    });
    Ok(Entry { event, target_kind: "order", target: order.id.0, before, after })
}

/// The state after an event, or why it does not fit, as a fault of this field.
fn next(order: &Order, event: OrderEvent, field: &'static str) -> Result<OrderState> {
    step(order.state, event).ok_or_else(|| Problem::field(field, over(order)).into())
}

/// That an order does not wait any more.
fn over(order: &Order) -> String {
    format!("Order {} does not wait any more: it is {}.", order.number, order.state.label().to_lowercase())
}

/// An amount that cannot be worked out.
fn too_large(error: MoneyError) -> Error {
    Problem::field("quantity", format!("The order does not add up: {error}.")).into()
}
