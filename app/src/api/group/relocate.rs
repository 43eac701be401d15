//! Moves a group.

use crate::api::ApiError;
use leptos::prelude::*;

/// Puts a group below `to`, with everything in it.
#[server(endpoint = "group/move")]
pub async fn move_group(account: String, group: String, #[server(default)] to: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let id = backend::service::group::relocate(&request.portico, &request.caller, &account, &group, &to).await?;
    crate::navigation::go_to(&format!("{}?done=group-moved", crate::links::Links::new(account).group(id)));
    Ok(())
}
