//! Gives up a payment that waits for its payer.

use crate::api::ApiError;
use leptos::prelude::*;

/// Gives up a payment, so that its invoice can be paid in another way.
#[server(endpoint = "payment/cancel")]
pub async fn cancel_payment(account: String, payment: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::payment::cancel(&request.portico, &request.caller, &account, &payment).await?;
    crate::navigation::go_to(&format!("/a/{account}/payments/{payment}?done=payment-cancelled"));
    Ok(())
}
