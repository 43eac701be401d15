//! What was ordered is delivered: a licence is made, or holds longer.

use super::draft::months_after;
use super::{entry, money, next};
use crate::access::{Entry, Permit};
use crate::mail::Message;
use crate::service::licence::{self, New};
use crate::service::notification::tell;
use crate::store::licences::Which as Licences;
use crate::store::orders::{Order, Which};
use crate::store::products::Which as Products;
use crate::{Portico, Result, store};
use domain::audit::Event;
use domain::notification::MailType;
use domain::order::{OrderEvent, OrderKind, OrderState, step};
use domain::product::ProductKind;
use domain::role::Role;
use domain::{InvoiceId, LicenceId, Problem};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

/// Delivers the order that made this invoice, when it waited for that. To be called where an invoice becomes paid, in
/// the transaction that says so; an invoice that no order made, and an order that was delivered before, are left alone.
///
/// # Errors
/// When the database does not do it.
pub(crate) async fn fulfil_paid(permit: &mut Permit, portico: &Portico, invoice: InvoiceId) -> Result<()> {
    let account = permit.account();
    let found = store::orders::find(permit.tx(), account, Which::Invoice(invoice), 1).await?;
    let Some(mut order) = found.into_iter().next() else { return Ok(()) };
    match step(order.state, OrderEvent::Pay) {
        Some(OrderState::Approved) => {
            order.state = OrderState::Approved;
            fulfil(permit, portico, &order).await.map(drop)
        }
        _ => Ok(()),
    }
}

/// Delivers an order that was approved; gives its state then.
pub(super) async fn fulfil(permit: &mut Permit, portico: &Portico, order: &Order) -> Result<OrderState> {
    let state = next(order, OrderEvent::Fulfil, "")?;
    let (account, now) = (permit.account(), permit.now());
    let currency = money(order, order.total)?.currency;
    let found = store::products::find(permit.tx(), Products::Id(order.product), currency.code(), now).await?;
    let product = found.into_iter().next().ok_or(Problem::NotFound)?;
    let given = match (order.kind, order.licence, product.kind) {
        (OrderKind::Renewal, Some(licence), _) => {
            Some((licence, renew(permit, portico, licence, product.months).await?))
        }
        (_, _, ProductKind::Licence) => {
            let expires_at = product.months.map(|months| months_after(now, months));
            let new = New {
                product: product.id,
                product_name: &product.name,
                order: Some(order.id),
                seats: product.seats.unwrap_or(1) * order.quantity,
                expires_at,
            };
            Some((licence::make(permit, portico, new).await?, expires_at))
        }
        _ => None,
    };
    store::orders::set_state(permit, order.id, state).await?;
    permit.record(portico, &entry(Event::OrderFulfilled, order, json!({}), state)?).await?;
    if let Some((id, until)) = given {
        let made = store::licences::find(permit.tx(), account, Licences::Id(id)).await?;
        let ending = made.first().map(|made| licence::ending(&made.key)).unwrap_or_default();
        let (slug, name) = store::accounts::names(permit.tx(), account).await?;
        let page = format!("/a/{slug}/licences/{id}");
        let until = until.map(|end| end.to_zoned(TimeZone::UTC).date());
        tell(permit, portico, MailType::LicenceAssigned, &format!("order:{}", order.id), |to| {
            Message::LicenceAssigned {
                account: name.clone(),
                page: to.page(Some(Role::ActivateLicenses), &page),
                product: product.name.clone(),
                licence: ending.clone(),
                to: name.clone(),
                until,
            }
        })
        .await?;
    }
    Ok(state)
}

/// Lets a licence hold longer, from its end or from now, whichever is later; gives its end then.
async fn renew(
    permit: &mut Permit,
    portico: &Portico,
    id: LicenceId,
    months: Option<i32>,
) -> Result<Option<Timestamp>> {
    let (account, now) = (permit.account(), permit.now());
    store::licences::lock(permit.tx(), account, id).await?;
    let found = store::licences::find(permit.tx(), account, Licences::Id(id)).await?;
    let licence = found.into_iter().next().ok_or(Problem::NotFound)?;
    let (Some(before), Some(months)) = (licence.expires_at, months) else { return Ok(licence.expires_at) };
    let after = months_after(before.max(now), months);
    store::licences::extend(permit, id, after).await?;
    let entry = Entry {
        event: Event::LicenceRenewed,
        target_kind: "licence",
        target: id.0,
        before: json!({ "product": licence.product_name, "expires": before.to_string() }),
        after: json!({ "product": licence.product_name, "expires": after.to_string() }),
    };
    permit.record(portico, &entry).await?;
    Ok(Some(after))
}
