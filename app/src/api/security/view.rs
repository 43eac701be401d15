//! The page *Sign-in and security*, and what the account holder says there for everybody.

use crate::api::ApiError;
use domain::identity::SecurityView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// One's second factor and sessions.
#[server(endpoint = "security/view", input = GetUrl)]
pub async fn view_security(account: String) -> Result<SecurityView, ApiError> {
    let request = crate::request::RequestContext::current()?;
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::security::view(&request.portico, &request.caller, &mut scope).await?)
}

/// Says whether everybody in the account needs a second factor.
#[server(endpoint = "security/require_factor")]
pub async fn require_factor(
    account: String,
    #[server(default)] required: bool,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::security::require(portico, caller, &account, required, your_password).await?;
    let done = if required { "second-factor-required" } else { "second-factor-optional" };
    crate::navigation::go_to(&format!("/a/{account}/profile/security?done={done}"));
    Ok(())
}
