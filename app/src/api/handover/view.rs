//! Reads who holds the account.

use crate::api::ApiError;
use domain::handover::OwnershipView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Who holds the account, and what is under way.
#[server(endpoint = "handover/view", input = GetUrl)]
pub async fn view_ownership(account: String) -> Result<OwnershipView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::handover::view(&mut scope).await?)
}
