//! Adds an address.

use crate::api::ApiError;
use domain::program::WebhookMade;
use leptos::prelude::*;

/// Tells an address of events from now on. The answer shows with what its messages are signed, this once.
#[server(endpoint = "webhook/add")]
pub async fn add_webhook(
    account: String,
    #[server(default)] url: String,
    #[server(default)] events: Vec<String>,
    #[server(default)] your_password: String,
) -> Result<WebhookMade, ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::program::WebhookForm { url, events };
    let (portico, caller) = (&request.portico, &request.caller);
    Ok(backend::service::webhook::add(portico, caller, &account, &form, your_password).await?)
}
