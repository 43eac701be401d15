//! Moves a user.

use crate::api::ApiError;
use leptos::prelude::*;

/// Puts a user into the group `to`.
#[server(endpoint = "user/move")]
pub async fn move_user(account: String, user: String, #[server(default)] to: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let id = backend::service::user::relocate(&request.portico, &request.caller, &account, &user, &to).await?;
    crate::navigation::go_to(&format!("{}?done=user-moved", crate::links::Links::new(account).user(id)));
    Ok(())
}
