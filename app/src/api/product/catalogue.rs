//! Reads the catalogue.

use crate::api::ApiError;
use domain::product::Catalogue;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What is for sale, with prices in the account's currency.
#[server(endpoint = "product/catalogue", input = GetUrl)]
pub async fn view_catalogue(account: String) -> Result<Catalogue, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::product::catalogue(&mut scope).await?)
}
