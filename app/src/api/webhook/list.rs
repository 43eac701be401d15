//! Reads the addresses that are told of events.

use crate::api::ApiError;
use domain::program::WebhooksView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The account's addresses, and what one can be told of.
#[server(endpoint = "webhook/list", input = GetUrl)]
pub async fn list_webhooks(account: String) -> Result<WebhooksView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::webhook::list(&mut scope).await?)
}
