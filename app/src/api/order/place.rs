//! Places an order.

use crate::api::ApiError;
use leptos::prelude::*;

/// Places an order; one that was sent before answers with the order that it placed.
#[server(endpoint = "order/place")]
pub async fn place_order(
    account: String,
    #[server(default)] product: String,
    #[server(default)] licence: String,
    #[server(default)] quantity: String,
    #[server(default)] attempt: String,
    #[server(default)] agreed: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let order = domain::order::OrderForm { product, licence, quantity };
    let sent = backend::service::order::Sent { order, attempt, agreed };
    let order = backend::service::order::place(&request.portico, &request.caller, &account, &sent).await?;
    crate::navigation::go_to(&format!("/a/{account}/orders/{order}?done=order-placed"));
    Ok(())
}
