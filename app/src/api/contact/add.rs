//! Adds a contact.

use crate::api::ApiError;
use domain::contact::ContactForm;
use leptos::prelude::*;

/// Adds a contact.
#[server(endpoint = "contact/add")]
pub async fn add_contact(account: String, person: ContactForm) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::contact::add(&request.portico, &request.caller, &account, &person).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/contacts?done=contact-added"));
    Ok(())
}
