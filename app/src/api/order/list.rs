//! Reads the account's orders.

use crate::api::ApiError;
use domain::order::OrderPage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// One page of the account's orders.
#[server(endpoint = "order/list", input = GetUrl)]
pub async fn list_orders(account: String, #[server(default)] after: String) -> Result<OrderPage, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::order::list(&mut scope, &after).await?)
}
