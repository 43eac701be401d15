//! The list of the account's orders.

use super::{account, row};
use crate::access::Scope;
use crate::store::orders::Which;
use crate::{Result, store};
use domain::access::Action;
use domain::order::{OrderPage, PAGE};

/// One page of the account's orders, the newest first, those after the order of this id.
///
/// # Errors
/// [`domain::Problem::Forbidden`] without the role for it.
pub async fn list(scope: &mut Scope, after: &str) -> Result<OrderPage> {
    let why = scope.require(Action::ViewPurchases, &account(scope))?.explain();
    let (account_id, member) = (scope.account(), scope.member()?.clone());
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let mut orders = store::orders::find(scope.tx(), account_id, Which::All(after.parse().ok()), most + 1).await?;
    let more = orders.len() > PAGE;
    orders.truncate(PAGE);
    let next = orders.last().filter(|_| more).map(|last| last.id);
    let orders = orders.iter().map(|order| row(order, &member)).collect::<Result<_>>()?;
    Ok(OrderPage { why, orders, next })
}
