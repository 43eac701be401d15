//! Reads the mailing lists.

use crate::api::ApiError;
use domain::notification::ListsView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Every list, with whether one reads it.
#[server(endpoint = "list/view", input = GetUrl)]
pub async fn view_lists(account: String) -> Result<ListsView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::list::view(&mut scope).await?)
}
