//! One order with its invoice and what it made.

use super::{account, money, row};
use crate::access::Scope;
use crate::service::{history, licence};
use crate::store::licences::Which as Licences;
use crate::store::orders::Which;
use crate::{Result, store};
use domain::Problem;
use domain::access::{Action, Offer};
use domain::audit::Event;
use domain::order::OrderDetail;
use domain::role::Role;

/// An order's page.
///
/// # Errors
/// [`Problem::Forbidden`] without the role for it; [`Problem::NotFound`] when there is no such order.
pub async fn view(scope: &mut Scope, id: &str) -> Result<OrderDetail> {
    let target = account(scope);
    let why = scope.require(Action::ViewPurchases, &target)?.explain();
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let (account_id, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let found = store::orders::find(scope.tx(), account_id, Which::Id(id), 1).await?;
    let order = found.into_iter().next().ok_or(Problem::NotFound)?;
    let licences = match order.licence {
        Some(renewed) => store::licences::find(scope.tx(), account_id, Licences::Id(renewed)).await?,
        None => store::licences::find(scope.tx(), account_id, Licences::OfOrder(order.id)).await?,
    };
    let by = match (&order.placed_by_name, order.placed_by) {
        (_, Some(user)) if user == member.actor.user => "you".to_owned(),
        (Some((name, path)), Some(_)) if member.sees(path) => name.clone(),
        (_, None) => {
            let program = history::program(scope, Event::OrderPlaced, order.id.0).await?;
            program.unwrap_or_else(|| "somebody who is not here any more".to_owned())
        }
        _ => "a colleague".to_owned(),
    };
    let cancel = match order.state.waits() {
        true => scope.offer(Action::MakePurchases, &target),
        false => Offer { allowed: false, why: "It does not wait any more.".to_owned() },
    };
    let language = member.reader.language;
    let amount = |minor| money(&order, minor).map(|money| money.format(language));
    let opens = |action| scope.decide(action, &target).is_granted();
    let (shown, licences_note) = match (licences.len(), opens(Action::ViewLicences)) {
        (0, _) | (_, true) => (licences, String::new()),
        (_, false) => {
            let role = Role::ActivateLicenses.label();
            (Vec::new(), format!("Its licence is for those who have the role {role}."))
        }
    };
    Ok(OrderDetail {
        why,
        by,
        price: amount(order.unit_net)?,
        net: amount(order.net)?,
        tax: amount(order.tax)?,
        delivered: order.fulfilled_at.map(|at| member.reader.day(at)).unwrap_or_default(),
        invoice: order.invoice_number.clone().unwrap_or_default(),
        invoice_id: order.invoice.filter(|_| opens(Action::ViewInvoices)).map(|id| id.to_string()),
        pay: order.state.waits() && order.invoice.is_some() && opens(Action::PayInvoices),
        licences: shown.iter().map(|one| licence::row(one, &member.reader, now)).collect(),
        licences_note,
        cancel,
        order: row(&order, &member)?,
    })
}
