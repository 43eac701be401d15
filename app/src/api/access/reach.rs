//! Reads what a person can reach.

use crate::api::ApiError;
use domain::grant::ReachView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What a user reaches, as far as the actor sees it.
#[server(endpoint = "access/reach", input = GetUrl)]
pub async fn view_reach(account: String, user: String) -> Result<ReachView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::access::reach(&mut scope, &user).await?)
}
