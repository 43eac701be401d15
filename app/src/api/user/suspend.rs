//! Keeps a user from signing in and acting, and lets them in again.

use crate::api::ApiError;
use domain::user::SuspendView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The dialog that suspends a user.
#[server(endpoint = "user/plan_suspend", input = GetUrl)]
pub async fn plan_suspend(account: String, user: String) -> Result<SuspendView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::user::plan_suspend(&mut scope, &user).await?)
}

/// Suspends a user; with `keep`, the actor takes over what the user gave, as far as they could give it themselves.
#[server(endpoint = "user/suspend")]
pub async fn suspend_user(account: String, user: String, #[server(default)] keep: bool) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::user::suspend(&request.portico, &request.caller, &account, &user, keep).await?;
    crate::navigation::go_to(&format!("/a/{account}/users/{user}?done=user-suspended"));
    Ok(())
}

/// Ends a user's suspension.
#[server(endpoint = "user/resume")]
pub async fn resume_user(account: String, user: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::user::resume(&request.portico, &request.caller, &account, &user).await?;
    crate::navigation::go_to(&format!("/a/{account}/users/{user}?done=user-resumed"));
    Ok(())
}
