//! Reads what was sent to an address.

use crate::api::ApiError;
use domain::program::WebhookLog;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// One address, and the messages that were sent to it last.
#[server(endpoint = "webhook/log", input = GetUrl)]
pub async fn view_webhook(account: String, webhook: String) -> Result<WebhookLog, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::webhook::log(&mut scope, &webhook).await?)
}
