//! Lists the Primary Contacts.

use crate::api::ApiError;
use domain::contact::ContactsView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The account holder and the contacts.
#[server(endpoint = "contact/list", input = GetUrl)]
pub async fn list_contacts(account: String) -> Result<ContactsView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::contact::list(&mut scope).await?)
}
