//! Deletes an empty group.

use crate::api::ApiError;
use leptos::prelude::*;

/// Deletes a group that holds nothing.
#[server(endpoint = "group/delete")]
pub async fn delete_group(account: String, group: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let parent = backend::service::group::delete(&request.portico, &request.caller, &account, &group).await?;
    crate::navigation::go_to(&format!("{}?done=group-deleted", crate::links::Links::new(account).group(parent)));
    Ok(())
}
