//! Brings deleted users back.

use crate::api::ApiError;
use domain::user::DeletedUsers;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The deleted users that can be restored.
#[server(endpoint = "user/list_deleted", input = GetUrl)]
pub async fn list_deleted(account: String) -> Result<DeletedUsers, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::user::deleted(&mut scope).await?)
}

/// Restores a deleted user.
#[server(endpoint = "user/restore")]
pub async fn restore_user(account: String, user: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::user::restore(&request.portico, &request.caller, &account, &user).await?;
    crate::navigation::go_to(&format!("/a/{account}/users/{user}?done=user-restored"));
    Ok(())
}
