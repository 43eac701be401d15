//! Reads a payment.

use crate::api::ApiError;
use domain::payment::PaymentView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// How a payment stands, and when it is done, its receipt.
#[server(endpoint = "payment/view", input = GetUrl)]
pub async fn view_payment(account: String, payment: String) -> Result<PaymentView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::payment::view(&mut scope, &payment).await?)
}
