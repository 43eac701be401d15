//! Takes a machine off its licence.

use crate::api::ApiError;
use domain::licence::DeactivateView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The dialog that takes a machine off its licence.
#[server(endpoint = "licence/plan_deactivate", input = GetUrl)]
pub async fn plan_deactivate(account: String, activation: String) -> Result<DeactivateView, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::licence::plan_deactivate(&mut scope, &activation).await?)
}

/// Takes a machine off its licence: its seat is free.
#[server(endpoint = "licence/deactivate")]
pub async fn deactivate_licence(account: String, activation: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    let licence = backend::service::licence::deactivate(portico, caller, &account, &activation).await?;
    crate::navigation::go_to(&format!("/a/{account}/licences/{licence}?done=licence-deactivated"));
    Ok(())
}
