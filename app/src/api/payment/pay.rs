//! Pays an invoice.

use crate::api::ApiError;
use domain::payment::PayView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The page on which an invoice is paid.
#[server(endpoint = "payment/plan_pay", input = GetUrl)]
pub async fn plan_pay(account: String, invoice: String) -> Result<PayView, ApiError> {
    let portico = crate::request::RequestContext::current()?.portico;
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::payment::plan_pay(&portico, &mut scope, &invoice).await?)
}

/// Pays what is still due of an invoice, if that is the amount that the payer saw.
#[server(endpoint = "payment/pay")]
pub async fn pay_invoice(
    account: String,
    invoice: String,
    key: String,
    amount: i64,
    #[server(default)] pay_with: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::payment::PayForm { key, amount, method: pay_with };
    let payment = backend::service::payment::pay(&request.portico, &request.caller, &account, &invoice, &form).await?;
    crate::navigation::go_to(&format!("/a/{account}/payments/{payment}"));
    Ok(())
}
