//! Says whether everybody may choose a new password by a mailed link.

use crate::api::ApiError;
use leptos::prelude::*;

/// Lets everybody in the account choose a new password by a mailed link, or ends that.
#[server(endpoint = "profile/set_self_service_reset")]
pub async fn set_self_service_reset(account: String, #[server(default)] allowed: bool) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::profile::set_self_service_reset(&request.portico, &request.caller, &account, allowed).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile?done=self-service-saved"));
    Ok(())
}
