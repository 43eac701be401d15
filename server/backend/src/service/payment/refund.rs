//! The operator gives a payment back. The provider is asked by the worker; the invoice asks for the money again as soon as
//! it went back.

use super::{find, money};
use crate::access::{Entry, Scope};
use crate::store::payments::Payment;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::money::Money;
use domain::payment::PaymentState;
use serde_json::json;

/// Gives all of a payment back that has not gone back yet; gives how much that is.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account or payment; [`Problem::Invalid`] when no money has moved, or all of
/// it has gone back or is about to.
pub async fn refund(portico: &Portico, slug: &str, payment: &str) -> Result<Money> {
    let mut scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    let before = find(&mut scope, payment).await?;
    if before.state != PaymentState::Succeeded {
        return Err(Problem::field("payment", "No money has moved for this payment.").into());
    }
    if before.to_refund == before.amount {
        return Err(Problem::field("payment", "All of this payment has gone back, or is about to.").into());
    }
    let left = money(before.amount - before.to_refund, &before.currency)?;
    let mut permit = scope.authorize(Action::RefundPayment, &Target::Account(account))?;
    let now = permit.now();
    let after = Payment { to_refund: before.amount, ..before.clone() };
    store::payments::update(&mut permit, &after, Some(now)).await?;
    let plain = |minor| money(minor, &before.currency).map(Money::plain);
    let (was, is) = (json!({ "to_refund": plain(before.to_refund)? }), json!({ "to_refund": plain(after.to_refund)? }));
    let entry =
        Entry { event: Event::PaymentRefunded, target_kind: "payment", target: before.id.0, before: was, after: is };
    permit.commit(portico, entry).await?;
    Ok(left)
}
