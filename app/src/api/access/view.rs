//! Reads who reaches a group or a user.

use crate::api::ApiError;
use domain::grant::AccessView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Who reaches a group with everything below it.
#[server(endpoint = "access/group", input = GetUrl)]
pub async fn view_group_access(account: String, group: String) -> Result<AccessView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::access::of_group(&mut scope, &group).await?)
}

/// Who reaches a user.
#[server(endpoint = "access/user", input = GetUrl)]
pub async fn view_user_access(account: String, user: String) -> Result<AccessView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::access::of_user(&mut scope, &user).await?)
}
