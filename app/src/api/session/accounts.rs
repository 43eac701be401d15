//! Lists the accounts of whoever is signed in.

use crate::api::ApiError;
use domain::account::AccountLink;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The accounts that the signed-in person can open, by name.
#[server(endpoint = "session/accounts", input = GetUrl)]
pub async fn accounts() -> Result<Vec<AccountLink>, ApiError> {
    let request = crate::request::RequestContext::current()?;
    Ok(backend::service::session::accounts(&request.portico, &request.caller).await?)
}
