//! Reads one contact.

use crate::api::ApiError;
use domain::contact::ContactView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// A contact, and what nobody would receive without it.
#[server(endpoint = "contact/view", input = GetUrl)]
pub async fn view_contact(account: String, recipient: String) -> Result<ContactView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::contact::view(&mut scope, &recipient).await?)
}
