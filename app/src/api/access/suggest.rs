//! Suggests people by the beginning of what is typed.

use crate::api::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The User ids and names of a few people among those that the actor sees.
#[server(endpoint = "access/suggest", input = GetUrl)]
pub async fn suggest_people(
    account: String,
    #[server(default)] typed: String,
) -> Result<Vec<(String, String)>, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::access::suggest(&mut scope, &typed).await?)
}
