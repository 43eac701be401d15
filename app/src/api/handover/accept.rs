//! Accepts the account.

use crate::api::ApiError;
use leptos::prelude::*;

/// Accepts the account that one was offered.
#[server(endpoint = "handover/accept")]
pub async fn accept_account(
    account: String,
    offer: String,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::handover::accept(portico, caller, &account, &offer, your_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/ownership?done=account-accepted"));
    Ok(())
}
