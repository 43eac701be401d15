//! Edits a contact.

use crate::api::ApiError;
use domain::contact::ContactForm;
use leptos::prelude::*;

/// Saves a contact.
#[server(endpoint = "contact/edit")]
pub async fn edit_primary_contact(account: String, recipient: String, person: ContactForm) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::contact::edit(&request.portico, &request.caller, &account, &recipient, &person).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/contacts?done=contact-saved"));
    Ok(())
}
