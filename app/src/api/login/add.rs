//! Adds an Authorized Login.

use crate::api::ApiError;
use domain::login::LoginForm;
use leptos::prelude::*;

/// Adds a user with roles and mail, and invites them.
#[server(endpoint = "login/add")]
pub async fn add_login(
    account: String,
    login: LoginForm,
    #[server(default)] new_password: String,
    #[server(default)] confirm_password: String,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let secrets = backend::service::login::Secrets { new_password, confirm_password, own: your_password };
    backend::service::login::add(&request.portico, &request.caller, &account, &login, secrets).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/logins?done=login-added"));
    Ok(())
}
