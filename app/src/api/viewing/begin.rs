//! Begins to look as another user.

use crate::api::ApiError;
use leptos::prelude::*;

/// Looks at the account as this user sees it, for a quarter of an hour.
#[server(endpoint = "viewing/begin")]
pub async fn begin_viewing(account: String, user: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::viewing::begin(&request.portico, &request.caller, &account, &user).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile?done=viewing-began"));
    Ok(())
}
