//! The payer's answer when the sandbox asks whether it is they.

use crate::api::ApiError;
use leptos::prelude::*;

/// Answers the sandbox: `answer` is `yes`, or else no.
#[server(endpoint = "payment/answer")]
pub async fn answer_sandbox(
    account: String,
    payment: String,
    #[server(default)] answer: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::payment::answer_sandbox(portico, caller, &account, &payment, answer == "yes").await?;
    crate::navigation::go_to(&format!("/a/{account}/payments/{payment}?done=payment-answered"));
    Ok(())
}
