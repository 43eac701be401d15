//! Ends a deputy's time early.

use crate::api::ApiError;
use leptos::prelude::*;

/// Ends an appointment, and with it what was given by it.
#[server(endpoint = "deputy/end")]
pub async fn end_deputy(account: String, deputy: String, #[server(default)] back: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::deputy::end(&request.portico, &request.caller, &account, &deputy).await?;
    crate::navigation::go_to(&format!("/a/{account}/{back}?done=deputy-ended"));
    Ok(())
}
