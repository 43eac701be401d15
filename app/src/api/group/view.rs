//! Reads a group's page.

use crate::api::ApiError;
use domain::group::GroupView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// A group's page.
#[server(endpoint = "group/view", input = GetUrl)]
pub async fn view_group(account: String, group: String) -> Result<GroupView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::group::view(&mut scope, &group).await?)
}
