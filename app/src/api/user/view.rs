//! Reads a user's page.

use crate::api::ApiError;
use domain::user::UserView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// A user's page.
#[server(endpoint = "user/view", input = GetUrl)]
pub async fn view_user(account: String, user: String) -> Result<UserView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::user::view(&mut scope, &user).await?)
}
