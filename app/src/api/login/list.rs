//! Lists the Authorized Logins.

use crate::api::ApiError;
use domain::login::LoginsView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The account holder and the Authorized Logins.
#[server(endpoint = "login/list", input = GetUrl)]
pub async fn list_logins(account: String) -> Result<LoginsView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::login::list(&mut scope).await?)
}
