//! Edits a group.

use crate::api::ApiError;
use leptos::prelude::*;

/// Changes a group's name, description and billing code, if it still stands at `version`.
#[server(endpoint = "group/edit")]
pub async fn edit_group(
    account: String,
    group: String,
    version: i32,
    #[server(default)] name: String,
    #[server(default)] description: String,
    #[server(default)] billing_code: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::group::GroupForm { name, description, billing_code };
    backend::service::group::edit(&request.portico, &request.caller, &account, &group, &form, version).await?;
    crate::navigation::go_to(&format!("/a/{account}/groups/{group}?done=group-saved"));
    Ok(())
}
