//! Reads one's own deputies.

use crate::api::ApiError;
use domain::grant::DeputyView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Who acts for the signed-in person, and for whom they act.
#[server(endpoint = "deputy/list", input = GetUrl)]
pub async fn list_deputies(account: String) -> Result<DeputyView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::deputy::list(&mut scope).await?)
}
