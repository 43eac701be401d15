//! Reads what ending an access would end with it.

use crate::api::ApiError;
use domain::grant::RevokeView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The dialog that ends an access.
#[server(endpoint = "access/plan_revoke", input = GetUrl)]
pub async fn plan_revoke(account: String, grant: String) -> Result<RevokeView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::access::plan_revoke(&mut scope, &grant).await?)
}
