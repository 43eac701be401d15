//! Reads a page of the list of invoices.

use crate::api::ApiError;
use domain::invoice::view::{InvoiceList, ListView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The documents that `view` asks for.
#[server(endpoint = "invoice/list", input = GetUrl)]
pub async fn list_invoices(account: String, #[server(default)] view: ListView) -> Result<InvoiceList, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::invoice::list(&mut scope, &view).await?)
}
