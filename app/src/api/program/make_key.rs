//! Makes a key.

use crate::api::ApiError;
use domain::program::KeyMade;
use leptos::prelude::*;

/// Makes a key for a program. The answer shows it, this once.
#[server(endpoint = "program/make_key")]
pub async fn make_key(
    account: String,
    #[server(default)] name: String,
    #[server(default)] scopes: Vec<String>,
    #[server(default)] days: String,
    #[server(default)] your_password: String,
) -> Result<KeyMade, ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::program::KeyForm { name, scopes, days };
    let (portico, caller) = (&request.portico, &request.caller);
    Ok(backend::service::program::make(portico, caller, &account, &form, your_password).await?)
}
