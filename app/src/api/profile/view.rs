//! Reads My Profile.

use crate::api::ApiError;
use domain::profile::ProfileView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The signed-in person's profile.
#[server(endpoint = "profile/view", input = GetUrl)]
pub async fn view_profile(account: String) -> Result<ProfileView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::profile::view(&mut scope).await?)
}

/// The names of the time zones that one can choose.
#[server(endpoint = "profile/time_zones", input = GetUrl)]
pub async fn time_zones() -> Result<Vec<String>, ApiError> {
    Ok(backend::time_zone::names())
}
