//! Mails an invitation again, and withdraws one.

use crate::api::ApiError;
use leptos::prelude::*;

/// Mails a new invitation to a user who has no login yet; an earlier one is over with it.
#[server(endpoint = "user/invite")]
pub async fn invite_user(account: String, user: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::invitation::resend(&request.portico, &request.caller, &account, &user).await?;
    crate::navigation::go_to(&format!("/a/{account}/users/{user}?done=invitation-sent"));
    Ok(())
}

/// Ends a user's invitation.
#[server(endpoint = "user/withdraw_invitation")]
pub async fn withdraw_invitation(account: String, user: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::invitation::withdraw(&request.portico, &request.caller, &account, &user).await?;
    crate::navigation::go_to(&format!("/a/{account}/users/{user}?done=invitation-withdrawn"));
    Ok(())
}
