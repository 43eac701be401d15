//! Declines the account.

use crate::api::ApiError;
use leptos::prelude::*;

/// Declines the account that one was offered.
#[server(endpoint = "handover/decline")]
pub async fn decline_account(account: String, offer: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::handover::decline(&request.portico, &request.caller, &account, &offer).await?;
    crate::navigation::go_to(&format!("/a/{account}/ownership?done=account-declined"));
    Ok(())
}
