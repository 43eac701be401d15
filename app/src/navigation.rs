//! Redirects, status codes and cookies: the only place that touches the response, so that the move to another version
//! of Leptos is small.

#[cfg(feature = "ssr")]
use domain::redirect::local_path;

/// Sends the person to a path of this site; anything else leads home.
#[cfg(feature = "ssr")]
pub fn go_to(path: &str) {
    leptos_axum::redirect(local_path(path).unwrap_or("/"));
}

/// Sets the status of the page that is being rendered; in the browser there is none to set.
pub fn set_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (leptos::prelude::use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}

/// The cookie that holds the session's token.
pub const SESSION: &str = "__Host-session";
/// The cookie by which a browser is known at the next sign-in.
pub const DEVICE: &str = "__Host-device";
/// The cookie that holds the chosen theme.
pub const THEME: &str = "theme";

/// Sets a cookie that scripts cannot read, for this host only; `seconds` of zero removes it.
#[cfg(feature = "ssr")]
pub fn set_cookie(name: &str, value: &str, seconds: i64) {
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax");
    if let (Some(response), Ok(cookie)) =
        (leptos::prelude::use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(&cookie))
    {
        response.append_header(http::header::SET_COOKIE, cookie);
    }
}
