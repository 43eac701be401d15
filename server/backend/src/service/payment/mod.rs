//! Paying an invoice: each attempt moves money once or not at all, whatever breaks in between.
//!
//! [`pay`] notes the attempt and commits, lets the provider make a payment that does nothing by itself, notes its
//! reference and commits, and only then asks to move the money. What became of it is applied to the invoice in one
//! transaction ([`settle`]), whether the request that asked lives to see the answer, a webhook tells ([`hear`]), or the
//! worker asks ([`see_to_due`]): each of them looks the payment up at the provider and believes nothing else.
//!
//! An invoice has one open attempt at most. Money that arrives for what needs none any more goes back by itself.

mod answer;
mod cancel;
mod card;
mod hear;
mod pay;
mod plan;
mod program;
mod refund;
mod see_to;
mod settle;
mod sweep;
mod talk;
mod view;

pub use answer::answer_sandbox;
pub use cancel::cancel;
pub use card::{CardConfirmation, confirm_card, plan_card};
pub use hear::{Heard, hear};
pub use pay::pay;
pub use plan::plan_pay;
pub use program::{PaymentDetails, list_by_key, view_by_key};
pub use refund::refund;
pub use see_to::see_to_due;
pub use sweep::sweep;
pub(crate) use talk::Talk;
pub use view::view;

use crate::Result;
use crate::access::Scope;
use crate::store::payments::{Payable, Payment, Which};
use crate::{Error, store};
use domain::money::{Currency, Money};
use domain::{PaymentId, Problem};
use uuid::Uuid;

/// The invoice of this id.
async fn payable(scope: &mut Scope, invoice: &str) -> Result<Payable> {
    let id: Uuid = invoice.parse().map_err(|_| Problem::NotFound)?;
    let account = scope.account();
    Ok(store::payments::payable(scope.tx(), account, id).await?.ok_or(Problem::NotFound)?)
}

/// The payment of this id.
async fn find(scope: &mut Scope, payment: &str) -> Result<Payment> {
    let id: PaymentId = crate::service::id(payment)?;
    let account = scope.account();
    Ok(store::payments::find(scope.tx(), account, Which::Id(id)).await?.ok_or(Problem::NotFound)?)
}

/// Minor units as an amount.
fn money(minor: i64, currency: &str) -> Result<Money> {
    let currency: Currency = currency.parse().map_err(|fault: String| Error::internal("reading a currency", fault))?;
    Ok(Money::new(minor, currency))
}
