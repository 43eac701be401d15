//! Reads an invoice.

use crate::api::ApiError;
use domain::invoice::view::InvoicePage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// An invoice, a summary invoice or a credit note.
#[server(endpoint = "invoice/view", input = GetUrl)]
pub async fn view_invoice(account: String, invoice: String) -> Result<InvoicePage, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::invoice::view(&mut scope, &invoice).await?)
}
