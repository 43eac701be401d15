//! Cancels an offer of the account.

use crate::api::ApiError;
use leptos::prelude::*;

/// Lets go of an offer, by either side.
#[server(endpoint = "handover/cancel")]
pub async fn cancel_offer(account: String, offer: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::handover::cancel(&request.portico, &request.caller, &account, &offer).await?;
    crate::navigation::go_to(&format!("/a/{account}/ownership?done=offer-cancelled"));
    Ok(())
}
