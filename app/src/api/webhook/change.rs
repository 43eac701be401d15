//! Changes what is sent to an address.

use crate::api::ApiError;
use leptos::prelude::*;

/// Pauses an address, or ends that.
#[server(endpoint = "webhook/pause")]
pub async fn pause_webhook(account: String, webhook: String, #[server(default)] paused: bool) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::webhook::set_paused(&request.portico, &request.caller, &account, &webhook, paused).await?;
    let done = if paused { "webhook-paused" } else { "webhook-resumed" };
    crate::navigation::go_to(&format!("/a/{account}/profile/webhooks/{webhook}?done={done}"));
    Ok(())
}

/// Deletes an address.
#[server(endpoint = "webhook/remove")]
pub async fn remove_webhook(account: String, webhook: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::webhook::remove(&request.portico, &request.caller, &account, &webhook).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/webhooks?done=webhook-deleted"));
    Ok(())
}

/// Sends a message that tells of nothing.
#[server(endpoint = "webhook/test")]
pub async fn test_webhook(account: String, webhook: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::webhook::send_test(&request.portico, &request.caller, &account, &webhook).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/webhooks/{webhook}?done=message-sent"));
    Ok(())
}

/// Sends a message again.
#[server(endpoint = "webhook/send_again")]
pub async fn send_webhook_again(account: String, webhook: String, message: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::webhook::send_again(portico, caller, &account, &webhook, &message).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/webhooks/{webhook}?done=message-sent"));
    Ok(())
}
