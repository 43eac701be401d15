//! Signs in.

use crate::api::ApiError;
use leptos::prelude::*;

/// Signs in, and goes on to `next` when that is a path of this site.
#[server(endpoint = "session/sign_in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), ApiError> {
    use crate::navigation::{DEVICE, SESSION, go_to, set_cookie};
    let request = crate::request::RequestContext::current()?;
    let signed_in = backend::service::session::sign_in(&request.portico, &request.caller, &email, password).await?;
    set_cookie(SESSION, &signed_in.session.secret(), request.portico.policy.absolute.as_secs());
    set_cookie(DEVICE, &signed_in.device.secret(), backend::service::session::DEVICE.as_secs());
    go_to(&next);
    Ok(())
}
