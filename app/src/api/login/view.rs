//! Reads one login.

use crate::api::ApiError;
use domain::login::LoginView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// A user, as somebody to whom roles and mail are given.
#[server(endpoint = "login/view", input = GetUrl)]
pub async fn view_login(account: String, user: String) -> Result<LoginView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::login::view(&mut scope, &user).await?)
}
