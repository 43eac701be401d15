//! Reads one order.

use crate::api::ApiError;
use domain::order::OrderDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// An order's page.
#[server(endpoint = "order/view", input = GetUrl)]
pub async fn view_order(account: String, order: String) -> Result<OrderDetail, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::order::view(&mut scope, &order).await?)
}
