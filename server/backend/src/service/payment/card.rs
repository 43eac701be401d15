//! The pages on which Stripe's script works in the payer's browser: where the card's number is typed, and where the bank
//! asks whether it is they.

use super::{find, plan_pay};
use crate::access::{Caller, Scope};
use crate::payment::{PaymentProvider, Stripe};
use crate::{Error, Portico, Result};
use domain::Problem;
use domain::access::{Action, Target};
use domain::payment::CardForm;

/// Stripe, when that is who moves the money: otherwise these pages do not exist.
fn stripe(portico: &Portico) -> Result<&Stripe> {
    match &portico.provider {
        PaymentProvider::Stripe(stripe) => Ok(stripe),
        PaymentProvider::Sandbox => Err(Problem::NotFound.into()),
    }
}

/// What the page needs on which the card's number is typed.
///
/// # Errors
/// As [`plan_pay`]; [`Problem::NotFound`] when Stripe is not set up.
pub async fn plan_card(portico: &Portico, caller: &Caller, slug: &str, invoice: &str) -> Result<CardForm> {
    let publishable_key = stripe(portico)?.publishable_key().to_owned();
    let mut scope = Scope::open(portico, caller, slug).await?;
    Ok(CardForm { view: plan_pay(portico, &mut scope, invoice).await?, publishable_key })
}

/// What the page needs on which the bank asks whether it is the payer.
#[derive(Clone, PartialEq, Eq)]
pub struct CardConfirmation {
    /// Tells Stripe's script for whom it works.
    pub publishable_key: String,
    /// Tells it which payment: whoever has this can see the payment and confirm it, and do nothing else.
    pub client_secret: String,
}

/// With what the payer's browser asks their bank; `None` when the payment does not wait for that.
///
/// # Errors
/// [`Problem::Forbidden`] without the role; [`Problem::NotFound`] when there is no such payment or Stripe is not set up;
/// [`Problem::Unavailable`] when Stripe does not answer.
pub async fn confirm_card(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    payment: &str,
) -> Result<Option<CardConfirmation>> {
    let stripe = stripe(portico)?;
    let mut scope = Scope::open(portico, caller, slug).await?;
    scope.require(Action::PayInvoices, &Target::Account(scope.account()))?;
    let payment = find(&mut scope, payment).await?;
    // Stripe is asked without holding anybody up.
    drop(scope);
    let (true, Some(reference)) = (payment.waits, &payment.reference) else { return Ok(None) };
    if payment.provider != portico.provider.name() {
        return Ok(None);
    }
    let secret = stripe.client_secret(reference).await.map_err(|error| {
        tracing::warn!(payment = %payment.id, %error, "a payment cannot be confirmed now");
        Error::Problem(Problem::Unavailable)
    })?;
    let publishable_key = stripe.publishable_key().to_owned();
    Ok(secret.map(|client_secret| CardConfirmation { publishable_key, client_secret }))
}
