//! Reads the account's licences.

use crate::api::ApiError;
use domain::licence::{LicencePage, LicenceView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// One page of the account's licences.
#[server(endpoint = "licence/list", input = GetUrl)]
pub async fn list_licences(account: String, #[server(default)] view: LicenceView) -> Result<LicencePage, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::licence::list(&mut scope, &view).await?)
}
