//! What an order would come to, before it is placed.

use super::account;
use super::draft::{Draft, months_after};
use crate::access::Scope;
use crate::{Error, Portico, Result, store};
use domain::Problem;
use domain::access::Action;
use domain::order::{Credit, DUE_DAYS, OrderForm, OrderKind, OrderOffer, OrderPlan};
use domain::product::unit;

/// The page on which something is ordered. What is not for sale, cannot be renewed or is not so many, is told in it.
///
/// # Errors
/// [`Problem::Forbidden`] without the role for it; [`Problem::NotFound`] for a product or licence that is not there.
pub async fn plan(portico: &Portico, scope: &mut Scope, form: &OrderForm) -> Result<OrderOffer> {
    scope.require(Action::MakePurchases, &account(scope))?;
    match Draft::of(scope, form).await {
        Ok(draft) => Ok(OrderOffer { plan: Some(shown(portico, scope, draft).await?), faults: Vec::new() }),
        Err(Error::Problem(Problem::Invalid { errors })) => Ok(OrderOffer { plan: None, faults: errors }),
        Err(other) => Err(other),
    }
}

async fn shown(portico: &Portico, scope: &mut Scope, draft: Draft) -> Result<OrderPlan> {
    let (account_id, now, reader) = (scope.account(), scope.now(), scope.member()?.reader.clone());
    let (limit, open) = store::orders::credit(scope.tx(), account_id, draft.currency.code()).await?;
    let total = draft.totals.total;
    let then = match Credit::of(limit, open, total.minor) {
        Credit::Enough => "It is delivered at once, on your credit.".to_owned(),
        Credit::None => "It is delivered as soon as its invoice is paid.".to_owned(),
        Credit::Short => {
            "It is more than your credit has left: it is delivered as soon as its invoice is paid, or the seller approves it."
                .to_owned()
        }
    };
    let then = if total.minor == 0 { then } else { format!("{then} The invoice is due in {DUE_DAYS} days.") };
    let until = draft.licence.as_ref().and_then(|licence| {
        let end = months_after(licence.expires_at?.max(now), draft.product.months?);
        Some(reader.last_day(end))
    });
    let language = reader.language;
    Ok(OrderPlan {
        product: draft.product.id,
        unit: unit(draft.product.seats, draft.product.months),
        kind: if draft.licence.is_some() { OrderKind::Renewal } else { OrderKind::Purchase },
        quantity: draft.quantity,
        price: draft.price.format(language),
        net: draft.totals.net.format(language),
        tax_name: format!("{} {}", draft.tax.name, domain::money::percent(draft.tax.basis_points, language)),
        tax: draft.totals.tax.format(language),
        total: total.format(language),
        agreed: draft.agreed(),
        attempt: portico.entropy.id(now)?.to_string(),
        then,
        until: until.unwrap_or_default(),
        name: draft.product.name,
    })
}
