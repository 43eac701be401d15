//! Reads the account's keys.

use crate::api::ApiError;
use domain::program::KeysView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The account's keys, and those that ended a short while ago.
#[server(endpoint = "program/keys", input = GetUrl)]
pub async fn list_keys(account: String) -> Result<KeysView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::program::list(&mut scope).await?)
}
