//! Undoes a move.

use crate::api::ApiError;
use leptos::prelude::*;

/// Puts what was moved back, as long as nothing in between contradicts it.
#[server(endpoint = "relocation/undo")]
pub async fn undo_move(account: String, relocation: String) -> Result<(), ApiError> {
    use backend::service::relocation::What;
    let request = crate::request::RequestContext::current()?;
    let what = backend::service::relocation::undo(&request.portico, &request.caller, &account, &relocation).await?;
    let page = match what {
        What::Group(id) => format!("groups/{id}"),
        What::User(id) => format!("users/{id}"),
    };
    crate::navigation::go_to(&format!("/a/{account}/{page}?done=move-undone"));
    Ok(())
}
