//! Takes a user out of the account.

use crate::api::ApiError;
use domain::user::DeleteView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The dialog that deletes a user.
#[server(endpoint = "user/plan_delete", input = GetUrl)]
pub async fn plan_delete(account: String, user: String) -> Result<DeleteView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::user::plan_delete(&mut scope, &user).await?)
}

/// Deletes a user; with `keep`, the actor takes over what the user gave, as far as they could give it themselves.
#[server(endpoint = "user/delete")]
pub async fn delete_user(account: String, user: String, #[server(default)] keep: bool) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::user::delete(&request.portico, &request.caller, &account, &user, keep).await?;
    crate::navigation::go_to(&format!("/a/{account}/deleted-users?done=user-deleted"));
    Ok(())
}
