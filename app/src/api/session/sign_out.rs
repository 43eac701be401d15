//! Signs out.

use crate::api::ApiError;
use leptos::prelude::*;

/// Ends the session, here and in the database.
#[server(endpoint = "session/sign_out")]
pub async fn sign_out() -> Result<(), ApiError> {
    use crate::navigation::{SESSION, go_to, set_cookie};
    let request = crate::request::RequestContext::current()?;
    backend::service::session::sign_out(&request.portico, &request.caller).await?;
    set_cookie(SESSION, "", 0);
    go_to("/sign-in");
    Ok(())
}
