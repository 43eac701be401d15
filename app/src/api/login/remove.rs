//! Removes a login.

use crate::api::ApiError;
use leptos::prelude::*;

/// Takes a user's roles and mail.
#[server(endpoint = "login/remove")]
pub async fn remove_login(
    account: String,
    user: String,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::login::remove(&request.portico, &request.caller, &account, &user, your_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/logins?done=login-removed"));
    Ok(())
}
