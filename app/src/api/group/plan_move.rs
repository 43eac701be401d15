//! Reads a group's *Move to…* dialog.

use crate::api::ApiError;
use domain::relocation::MoveView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Where a group can go: groups that match `search`; with `to`, whether it can go there.
#[server(endpoint = "group/plan_move", input = GetUrl)]
pub async fn plan_group_move(
    account: String,
    group: String,
    #[server(default)] to: String,
    #[server(default)] search: String,
) -> Result<MoveView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::group::plan_move(&mut scope, &group, &to, &search).await?)
}
