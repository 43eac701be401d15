//! Stops looking as another user.

use crate::api::ApiError;
use leptos::prelude::*;

/// Shows the account as oneself again.
#[server(endpoint = "viewing/end")]
pub async fn end_viewing(account: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::viewing::end(&request.portico, &request.caller).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile?done=viewing-ended"));
    Ok(())
}
