//! Ends an access.

use crate::api::ApiError;
use leptos::prelude::*;

/// Ends a grant and what rests on it; with `keep`, the actor takes over what they could give themselves. `back` is
/// where the person was: `groups/<id>/access` and the like.
#[server(endpoint = "access/revoke")]
pub async fn revoke_access(
    account: String,
    grant: String,
    #[server(default)] keep: bool,
    #[server(default)] back: String,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::access::revoke(portico, caller, &account, &grant, keep, your_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/{back}?done=access-ended"));
    Ok(())
}
