//! Accepts the account.

use crate::api::ApiError;
use leptos::prelude::*;

/// Accepts the account that one was offered.
#[server(endpoint = "handover/accept")]
pub async fn accept_account(account: String, offer: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::handover::accept(&request.portico, &request.caller, &account, &offer).await?;
    crate::navigation::go_to(&format!("/a/{account}/ownership?done=account-accepted"));
    Ok(())
}
