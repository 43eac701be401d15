//! Appoints a deputy.

use crate::api::ApiError;
use leptos::prelude::*;

/// Lets somebody act for the signed-in person for a while.
#[server(endpoint = "deputy/appoint")]
pub async fn appoint_deputy(
    account: String,
    #[server(default)] who: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::grant::DeputyForm { who, from, until };
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::deputy::appoint(portico, caller, &account, &form, your_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/deputies?done=deputy-appointed"));
    Ok(())
}
