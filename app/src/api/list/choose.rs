//! Says which lists one reads.

use crate::api::ApiError;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Subscribes to the ticked lists, and to no other.
#[server(endpoint = "list/choose")]
pub async fn choose_lists(account: String, #[server(default)] lists: BTreeMap<String, bool>) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::list::choose(&request.portico, &request.caller, &account, &lists).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile/mailing-lists?done=lists-saved"));
    Ok(())
}
