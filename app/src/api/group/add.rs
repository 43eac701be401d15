//! Adds a group.

use crate::api::ApiError;
use leptos::prelude::*;

/// Adds a group below `parent`.
#[server(endpoint = "group/add")]
pub async fn add_group(
    account: String,
    parent: String,
    #[server(default)] name: String,
    #[server(default)] description: String,
    #[server(default)] billing_code: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::group::GroupForm { name, description, billing_code };
    let id = backend::service::group::add(&request.portico, &request.caller, &account, &parent, &form).await?;
    crate::navigation::go_to(&format!("{}?done=group-added", crate::links::Links::new(account).group(id)));
    Ok(())
}
