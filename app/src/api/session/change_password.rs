//! Changes one's own password.

use crate::api::ApiError;
use domain::password::OwnPasswordView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What the page asks for on which the signed-in person chooses their password; with `account`, as a page of an account
/// that they belong to.
#[server(endpoint = "session/plan_password", input = GetUrl)]
pub async fn plan_password(#[server(default)] account: String) -> Result<OwnPasswordView, ApiError> {
    let request = crate::request::RequestContext::current()?;
    if !account.is_empty() {
        drop(crate::request::RequestContext::open(&account).await?);
    }
    Ok(backend::service::session::plan_password(&request.portico, &request.caller).await?)
}

/// Sets the password that the signed-in person chose, and goes on to `next` when that is a path of this site.
#[server(endpoint = "session/change_password")]
pub async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] new_password: String,
    #[server(default)] next: String,
) -> Result<(), ApiError> {
    use crate::navigation::{SESSION, go_to, set_cookie};
    let request = crate::request::RequestContext::current()?;
    let form = backend::service::session::ChangePassword { current: current_password, new: new_password };
    let session = backend::service::session::change_password(&request.portico, &request.caller, form).await?;
    set_cookie(SESSION, &session.secret(), request.portico.policy.absolute.as_secs());
    go_to(&next);
    Ok(())
}
