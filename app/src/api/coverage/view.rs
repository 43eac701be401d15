//! Reads who receives what.

use crate::api::ApiError;
use domain::notification::CoverageView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// People by types of mail.
#[server(endpoint = "coverage/view", input = GetUrl)]
pub async fn view_coverage(account: String) -> Result<CoverageView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::notification::coverage(&mut scope).await?)
}
