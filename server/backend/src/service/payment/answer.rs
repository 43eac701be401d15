//! The sandbox asks the payer whether it is they who pay, as a bank does.

use super::find;
use super::settle::{Became, settle};
use crate::access::{Caller, Scope};
use crate::payment::{PaymentProvider, answer_sandbox as answer};
use crate::{Error, Portico, Result};
use domain::access::{Action, Target};

/// Answers the sandbox. What was answered before stays.
///
/// # Errors
/// [`domain::Problem::Forbidden`] without the role; [`domain::Problem::NotFound`] when there is no such payment.
pub async fn answer_sandbox(portico: &Portico, caller: &Caller, slug: &str, payment: &str, yes: bool) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    scope.require(Action::PayInvoices, &Target::Account(account))?;
    let payment = find(&mut scope, payment).await?;
    drop(scope);
    let provider = PaymentProvider::Sandbox;
    let (true, Some(reference)) = (payment.provider == provider.name(), &payment.reference) else { return Ok(()) };
    answer(portico, reference, yes).await?;
    let standing = provider.look_up(portico, reference).await.map_err(|error| Error::internal("the sandbox", error))?;
    settle(portico, account, payment.id, Became::of(standing)).await
}
