//! The settings that a group hands down.

use crate::api::ApiError;
use domain::setting::GroupSettings;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// A group's settings, each with where its value comes from.
#[server(endpoint = "group/settings", input = GetUrl)]
pub async fn view_group_settings(account: String, group: String) -> Result<GroupSettings, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::group::view_settings(&mut scope, &group).await?)
}

/// Changes what a group sets itself, if it still stands at `version`.
#[server(endpoint = "group/set")]
pub async fn edit_group_settings(
    account: String,
    group: String,
    version: i32,
    #[server(default)] country: String,
    #[server(default)] language: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::setting::GroupSettingsForm { country, language };
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::group::edit_settings(portico, caller, &account, &group, &form, version).await?;
    crate::navigation::go_to(&format!("/a/{account}/groups/{group}/settings?done=settings-saved"));
    Ok(())
}
