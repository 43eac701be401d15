//! Payments as programs read them. A program begins none: a payment needs a person's card, and sometimes the person.

use super::money;
use crate::access::Scope;
use crate::store::payments::Payment;
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::payment::Decline;
use domain::{InvoiceId, PaymentId};

/// A payment. Amounts are plain, like `1234.50`.
#[derive(Debug, Clone)]
pub struct PaymentDetails {
    /// Which.
    pub id: PaymentId,
    /// For which invoice.
    pub invoice: InvoiceId,
    /// The name of its [`domain::payment::PaymentState`].
    pub state: &'static str,
    /// Why it did not go through, as a sentence.
    pub reason: Option<&'static str>,
    /// ISO 4217.
    pub currency: String,
    /// How much.
    pub amount: String,
    /// How much of it went back.
    pub refunded: String,
    /// The number of its receipt.
    pub receipt: String,
    /// With what it was paid, in words; empty before that is known.
    pub method: String,
    /// When it was begun (RFC 3339).
    pub begun: String,
    /// When it was settled.
    pub settled: Option<String>,
}

/// The account's payments before the one of this id, the newest first, at most so many; and whether there are more.
///
/// # Errors
/// [`domain::Problem::Forbidden`] when the key has no scope for it.
pub async fn list_by_key(scope: &mut Scope, before: &str, most: usize) -> Result<(Vec<PaymentDetails>, bool)> {
    let account = scope.account();
    scope.require(Action::ViewInvoices, &Target::Account(account))?;
    let before = before.parse().ok().map(|PaymentId(id)| id);
    let (found, more) =
        crate::service::page(store::payments::before(scope.tx(), account, before, most + 1).await?, most);
    Ok((found.into_iter().map(details).collect::<Result<_>>()?, more))
}

/// One payment.
///
/// # Errors
/// As [`list_by_key`]; [`domain::Problem::NotFound`] when the account has no such payment.
pub async fn view_by_key(scope: &mut Scope, id: &str) -> Result<PaymentDetails> {
    scope.require(Action::ViewInvoices, &Target::Account(scope.account()))?;
    details(super::find(scope, id).await?)
}

fn details(payment: Payment) -> Result<PaymentDetails> {
    let plain = |minor| money(minor, &payment.currency).map(|money| money.plain());
    Ok(PaymentDetails {
        amount: plain(payment.amount)?,
        refunded: plain(payment.refunded)?,
        receipt: payment.receipt(),
        id: payment.id,
        invoice: InvoiceId(payment.invoice),
        state: payment.state.name(),
        reason: payment.reason.map(Decline::explain),
        currency: payment.currency,
        method: payment.method,
        begun: payment.created_at.to_string(),
        settled: payment.settled_at.map(|at| at.to_string()),
    })
}
