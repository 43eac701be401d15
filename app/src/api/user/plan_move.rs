//! Reads a user's *Move to…* dialog.

use crate::api::ApiError;
use domain::relocation::MoveView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Where a user can go: groups that match `search`; with `to`, whether they can go there.
#[server(endpoint = "user/plan_move", input = GetUrl)]
pub async fn plan_user_move(
    account: String,
    user: String,
    #[server(default)] to: String,
    #[server(default)] search: String,
) -> Result<MoveView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::user::plan_move(&mut scope, &user, &to, &search).await?)
}
