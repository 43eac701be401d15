//! Ends one's own sessions.

use crate::api::ApiError;
use leptos::prelude::*;

/// Ends one session.
#[server(endpoint = "security/end_session")]
pub async fn end_session(account: String, session: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    drop(crate::request::RequestContext::open(&account).await?);
    backend::service::security::end_session(&request.portico, &request.caller, &session).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/security?done=session-ended"));
    Ok(())
}

/// Ends all sessions but this one.
#[server(endpoint = "security/end_sessions")]
pub async fn end_other_sessions(account: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    drop(crate::request::RequestContext::open(&account).await?);
    backend::service::security::end_others(&request.portico, &request.caller).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/security?done=sessions-ended"));
    Ok(())
}
