//! Edits one's own contact information.

use crate::api::ApiError;
use domain::profile::ContactForm;
use leptos::prelude::*;

/// Saves the signed-in person's contact information.
#[server(endpoint = "profile/edit_contact")]
pub async fn edit_contact(account: String, contact: ContactForm) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::profile::edit_contact(&request.portico, &request.caller, &account, &contact).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile?done=profile-saved"));
    Ok(())
}
