//! Says anew who receives what.

use crate::api::ApiError;
use domain::notification::Ticked;
use leptos::prelude::*;

/// Saves the boxes of the matrix.
#[server(endpoint = "coverage/save")]
pub async fn save_coverage(account: String, version: i32, #[server(default)] ticked: Ticked) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::notification::save_coverage(portico, caller, &account, &ticked, version).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/coverage?done=coverage-saved"));
    Ok(())
}
