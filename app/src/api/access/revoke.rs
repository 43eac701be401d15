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
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::access::revoke(&request.portico, &request.caller, &account, &grant, keep).await?;
    crate::navigation::go_to(&format!("/a/{account}/{back}?done=access-ended"));
    Ok(())
}
