//! Ends a key.

use crate::api::ApiError;
use leptos::prelude::*;

/// Ends a key: the program's next request is refused.
#[server(endpoint = "program/end_key")]
pub async fn end_key(account: String, api_key: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::program::end(&request.portico, &request.caller, &account, &api_key).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/keys?done=key-ended"));
    Ok(())
}
