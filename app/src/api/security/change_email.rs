//! Asks to sign in with another address.

use crate::api::ApiError;
use leptos::prelude::*;

/// Mails a link to the new address.
#[server(endpoint = "security/ask_email")]
pub async fn ask_email(
    account: String,
    #[server(default)] new_email: String,
    #[server(default)] current_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    drop(crate::request::RequestContext::open(&account).await?);
    backend::service::security::ask_email(&request.portico, &request.caller, &new_email, current_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile?done=email-asked"));
    Ok(())
}
