//! Takes another user's second factor away.

use crate::api::ApiError;
use domain::identity::ResetFactorView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The dialog that resets a user's second factor.
#[server(endpoint = "user/plan_reset_factor", input = GetUrl)]
pub async fn plan_reset_factor(account: String, user: String) -> Result<ResetFactorView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::user::plan_reset_factor(&mut scope, &user).await?)
}

/// Takes a user's second factor away, and ends their sessions.
#[server(endpoint = "user/reset_factor")]
pub async fn reset_factor(
    account: String,
    user: String,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::user::reset_factor(portico, caller, &account, &user, your_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/users/{user}?done=second-factor-reset"));
    Ok(())
}
