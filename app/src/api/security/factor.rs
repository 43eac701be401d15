//! One's own second factor.

use crate::api::ApiError;
use domain::identity::{NewCodes, SetUpView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// A second factor to set up; with `setup` of a form that was refused, the same one again. With `account`, as a page of an
/// account that the person belongs to.
#[server(endpoint = "security/plan_set_up", input = GetUrl)]
pub async fn plan_set_up(
    #[server(default)] account: String,
    #[server(default)] setup: String,
) -> Result<SetUpView, ApiError> {
    let request = crate::request::RequestContext::current()?;
    if !account.is_empty() {
        drop(crate::request::RequestContext::open(&account).await?);
    }
    Ok(backend::service::security::plan_set_up(&request.portico, &request.caller, &setup).await?)
}

/// Sets up the second factor that the page showed. The answer shows the recovery codes, this once.
#[server(endpoint = "security/set_up")]
pub async fn set_up_factor(
    #[server(default)] setup: String,
    #[server(default)] code: String,
    #[server(default)] your_password: String,
) -> Result<NewCodes, ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    Ok(backend::service::security::set_up(portico, caller, &setup, &code, your_password).await?)
}

/// Makes new recovery codes. The answer shows them, this once.
#[server(endpoint = "security/new_codes")]
pub async fn new_recovery_codes(#[server(default)] your_password: String) -> Result<NewCodes, ApiError> {
    let request = crate::request::RequestContext::current()?;
    Ok(backend::service::security::new_codes(&request.portico, &request.caller, your_password).await?)
}

/// Removes one's second factor, and goes back to the account's page.
#[server(endpoint = "security/remove")]
pub async fn remove_factor(
    account: String,
    #[server(default)] current_password: String,
    #[server(default)] code: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    drop(crate::request::RequestContext::open(&account).await?);
    backend::service::security::remove(&request.portico, &request.caller, current_password, &code).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/security?done=second-factor-removed"));
    Ok(())
}
