//! Orders as programs read, place and answer them.

use super::answer::carry_out as answer;
use super::draft::Draft;
use super::place::carry_out as place;
use super::{account, cancel, money, over};
use crate::access::{Caller, Scope};
use crate::store::licences::Which as Licences;
use crate::store::orders::{Order, Which};
use crate::{Error, Portico, Result, store};
use domain::access::Action;
use domain::order::{OrderEvent, OrderForm, step};
use domain::{FieldError, InvoiceId, LicenceId, OrderId, Problem, ProductId};

/// An order. Amounts are plain, like `1234.50`.
#[derive(Debug, Clone)]
pub struct OrderDetails {
    /// Which.
    pub id: OrderId,
    /// What people call it by.
    pub number: i32,
    /// The name of its [`domain::order::OrderKind`].
    pub kind: &'static str,
    /// The name of its [`domain::order::OrderState`].
    pub state: &'static str,
    /// What was ordered.
    pub product: ProductId,
    /// Its name.
    pub product_name: String,
    /// How many units.
    pub quantity: i32,
    /// ISO 4217.
    pub currency: String,
    /// What one unit cost before tax.
    pub unit_price: String,
    /// What all of it cost before tax.
    pub net: String,
    /// The tax on it.
    pub tax: String,
    /// Both together.
    pub total: String,
    /// Its invoice; `None` for what costs nothing.
    pub invoice: Option<InvoiceId>,
    /// When it was placed (RFC 3339).
    pub placed: String,
    /// When it was delivered.
    pub fulfilled: Option<String>,
}

/// The account's orders after the one of this id, the newest first, at most so many; and whether there are more.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it.
pub async fn list_by_key(scope: &mut Scope, after: &str, most: usize) -> Result<(Vec<OrderDetails>, bool)> {
    scope.require(Action::ViewPurchases, &account(scope))?;
    let account_id = scope.account();
    let rows = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let (found, more) = crate::service::page(
        store::orders::find(scope.tx(), account_id, Which::All(after.parse().ok()), rows).await?,
        most,
    );
    Ok((found.iter().map(details).collect::<Result<_>>()?, more))
}

/// One order, with the licences that it made or extended as far as the key may see them.
///
/// # Errors
/// As [`list_by_key`]; [`Problem::NotFound`] when the account has no such order.
pub async fn view_by_key(scope: &mut Scope, id: &str) -> Result<(OrderDetails, Vec<LicenceId>)> {
    scope.require(Action::ViewPurchases, &account(scope))?;
    let order = of_id(scope, id).await?;
    let account_id = scope.account();
    let licences = match order.licence {
        _ if !scope.decide(Action::ViewLicences, &account(scope)).is_granted() => Vec::new(),
        Some(renewed) => vec![renewed],
        None => {
            let made = store::licences::find(scope.tx(), account_id, Licences::OfOrder(order.id)).await?;
            made.into_iter().map(|licence| licence.id).collect()
        }
    };
    Ok((details(&order)?, licences))
}

/// Places an order, for what it costs now or, where `total` is given, for that alone.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it; [`Problem::Invalid`] for a product or licence that is not
/// there, and as [`super::place`].
pub async fn place_by_key(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    form: &OrderForm,
    total: Option<&str>,
) -> Result<OrderId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    scope.require(Action::MakePurchases, &account(&scope))?;
    let draft = match Draft::of(&mut scope, form).await {
        Err(Error::Problem(Problem::NotFound)) if form.licence.is_empty() => {
            return Err(Problem::field("product", "There is no such product.").into());
        }
        Err(Error::Problem(Problem::NotFound)) => {
            return Err(Problem::field("licence", "There is no such licence.").into());
        }
        draft => draft?,
    };
    let comes_to = draft.totals.total;
    if total.is_some_and(|total| total != comes_to.plain()) {
        let message = format!("It comes to {} {} now. Nothing was ordered.", comes_to.plain(), comes_to.currency);
        return Err(Problem::field("total", message).into());
    }
    let attempt = portico.entropy.id(scope.now())?;
    place(portico, scope, draft, attempt).await
}

/// Cancels an order that waits, by a key.
///
/// # Errors
/// As [`super::cancel`]; [`Problem::Conflict`] when it does not wait.
pub async fn cancel_by_key(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<OrderId> {
    let (scope, order) = cancel::open(portico, caller, slug, id).await?;
    still_fits(&order, OrderEvent::Cancel)?;
    let id = order.id;
    cancel::carry_out(portico, scope, order).await?;
    Ok(id)
}

/// Approves or refuses an order that waits, by an operator's key.
///
/// # Errors
/// As [`super::answer`]; [`Problem::NotFound`] when the account has no such order; [`Problem::Conflict`] when it does not
/// wait.
pub async fn answer_by_key(portico: &Portico, caller: &Caller, slug: &str, id: &str, approve: bool) -> Result<OrderId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    scope.require(Action::AnswerOrder, &account(&scope))?;
    let order = of_id(&mut scope, id).await?;
    still_fits(&order, if approve { OrderEvent::Approve } else { OrderEvent::Refuse })?;
    let id = order.id;
    answer(portico, scope, order, approve, "").await?;
    Ok(id)
}

/// Whether this can happen to an order still; if not, what its state is now. An order has no version: nothing that a
/// program sends overwrites it.
fn still_fits(order: &Order, event: OrderEvent) -> Result<()> {
    match step(order.state, event) {
        Some(_) => Ok(()),
        None => {
            let now = vec![FieldError::new("state", over(order))];
            Err(Problem::Conflict { now, version: 0 }.into())
        }
    }
}

async fn of_id(scope: &mut Scope, id: &str) -> Result<Order> {
    let (id, account_id): (OrderId, _) = (crate::service::id(id)?, scope.account());
    let found = store::orders::find(scope.tx(), account_id, Which::Id(id), 1).await?;
    Ok(found.into_iter().next().ok_or(Problem::NotFound)?)
}

fn details(order: &Order) -> Result<OrderDetails> {
    let plain = |minor| money(order, minor).map(|money| money.plain());
    Ok(OrderDetails {
        id: order.id,
        number: order.number,
        kind: order.kind.name(),
        state: order.state.name(),
        product: order.product,
        product_name: order.product_name.clone(),
        quantity: order.quantity,
        currency: order.currency.clone(),
        unit_price: plain(order.unit_net)?,
        net: plain(order.net)?,
        tax: plain(order.tax)?,
        total: plain(order.total)?,
        invoice: order.invoice,
        placed: order.placed_at.to_string(),
        fulfilled: order.fulfilled_at.map(|at| at.to_string()),
    })
}
