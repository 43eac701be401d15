//! Reads one licence.

use crate::api::ApiError;
use domain::licence::LicenceDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// A licence's page.
#[server(endpoint = "licence/view", input = GetUrl)]
pub async fn view_licence(account: String, licence: String) -> Result<LicenceDetail, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::licence::view(&mut scope, &licence).await?)
}
