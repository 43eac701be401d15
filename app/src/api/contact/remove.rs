//! Removes a contact.

use crate::api::ApiError;
use leptos::prelude::*;

/// Removes a contact.
#[server(endpoint = "contact/remove")]
pub async fn remove_contact(account: String, recipient: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::contact::remove(&request.portico, &request.caller, &account, &recipient).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/contacts?done=contact-removed"));
    Ok(())
}
