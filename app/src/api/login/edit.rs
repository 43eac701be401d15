//! Edits a login.

use crate::api::ApiError;
use domain::login::LoginForm;
use leptos::prelude::*;

/// Saves a user's name, roles and mail.
#[server(endpoint = "login/edit")]
pub async fn edit_login(
    account: String,
    user: String,
    login: LoginForm,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::login::edit(portico, caller, &account, &user, &login, your_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/logins?done=login-saved"));
    Ok(())
}
