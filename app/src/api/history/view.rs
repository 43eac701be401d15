//! Reads a page of a history.

use crate::api::ApiError;
use domain::history::{HistoryPage, HistoryView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The entries that `view` asks for.
#[server(endpoint = "history/view", input = GetUrl)]
pub async fn view_history(account: String, #[server(default)] view: HistoryView) -> Result<HistoryPage, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::history::view(&mut scope, &view).await?)
}
