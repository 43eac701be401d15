//! A payment that waits for its payer is given up, so that the invoice can be paid in another way.

use super::find;
use super::settle::{Became, settle};
use crate::access::{Caller, Scope};
use crate::{Portico, Result};
use domain::Problem;
use domain::access::{Action, Target};

/// Gives up a payment that waits for its payer. One whose money has moved meanwhile has: its page says so.
///
/// # Errors
/// [`Problem::Forbidden`] without the role; [`Problem::NotFound`] when there is no such payment; [`Problem::Invalid`]
/// when the provider does not answer.
pub async fn cancel(portico: &Portico, caller: &Caller, slug: &str, payment: &str) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    scope.require(Action::PayInvoices, &Target::Account(account))?;
    let payment = find(&mut scope, payment).await?;
    // The provider is asked without holding anybody up.
    drop(scope);
    let (true, Some(reference)) = (payment.waits, &payment.reference) else { return Ok(()) };
    if payment.provider != portico.provider.name() {
        return Err(unreachable());
    }
    match portico.provider.cancel(portico, reference).await {
        Ok(standing) => settle(portico, account, payment.id, Became::of(standing)).await,
        Err(error) => {
            tracing::warn!(payment = %payment.id, %error, "a payment could not be cancelled");
            Err(unreachable())
        }
    }
}

fn unreachable() -> crate::Error {
    let words = "The payment provider cannot be reached, so nothing was cancelled. Try again in a few minutes.";
    Problem::field("", words).into()
}
