//! Works out what an order would come to.

use crate::api::ApiError;
use domain::order::OrderOffer;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The page on which something is ordered.
#[server(endpoint = "order/plan", input = GetUrl)]
pub async fn plan_order(
    account: String,
    #[server(default)] product: String,
    #[server(default)] licence: String,
    #[server(default)] quantity: String,
) -> Result<OrderOffer, ApiError> {
    let request = crate::request::RequestContext::current()?;
    let mut scope = crate::request::RequestContext::open(&account).await?;
    let form = domain::order::OrderForm { product, licence, quantity };
    Ok(backend::service::order::plan(&request.portico, &mut scope, &form).await?)
}
