//! Signs in.

use crate::api::ApiError;
use leptos::prelude::*;

/// Signs in, and goes on to `next` when that is a path of this site; before that to the code of a second factor.
#[server(endpoint = "session/sign_in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let signed_in = backend::service::session::sign_in(&request.portico, &request.caller, &email, password).await?;
    match signed_in.device {
        Some(_) => begin(&signed_in, &next),
        None => begin(&signed_in, &format!("/sign-in/code?next={}", crate::links::escape(&next))),
    }
    Ok(())
}

/// Ends signing in with the code of a second factor, and goes on to `next`.
#[server(endpoint = "session/enter_code")]
pub async fn enter_code(#[server(default)] code: String, #[server(default)] next: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let signed_in = backend::service::session::enter_code(&request.portico, &request.caller, &code).await?;
    begin(&signed_in, &next);
    Ok(())
}

/// Gives the browser its cookies, and sends it on.
#[cfg(feature = "ssr")]
fn begin(signed_in: &backend::service::session::SignedIn, next: &str) {
    use crate::navigation::{DEVICE, SESSION, go_to, set_cookie};
    set_cookie(SESSION, &signed_in.session.secret(), signed_in.lasts.as_secs());
    if let Some(device) = &signed_in.device {
        set_cookie(DEVICE, &device.secret(), backend::service::session::DEVICE.as_secs());
    }
    go_to(next);
}
