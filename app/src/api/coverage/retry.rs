//! Tries mail to an address again that could not be delivered.

use crate::api::ApiError;
use leptos::prelude::*;

/// Tries the address of a user or contact again.
#[server(endpoint = "coverage/retry")]
pub async fn retry_mail(account: String, recipient: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::notification::try_again(&request.portico, &request.caller, &account, &recipient).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/coverage?done=mail-retried"));
    Ok(())
}

/// Tries one's own address again.
#[server(endpoint = "coverage/retry_own")]
pub async fn retry_own_mail(account: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::notification::try_own_again(&request.portico, &request.caller, &account).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile?done=mail-retried"));
    Ok(())
}
