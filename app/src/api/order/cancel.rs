//! Lets go of an order that waits.

use crate::api::ApiError;
use leptos::prelude::*;

/// Cancels an order that waits.
#[server(endpoint = "order/cancel")]
pub async fn cancel_order(account: String, order: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::order::cancel(&request.portico, &request.caller, &account, &order).await?;
    crate::navigation::go_to(&format!("/a/{account}/orders/{order}?done=order-cancelled"));
    Ok(())
}
