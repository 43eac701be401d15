//! The headers that tell a browser what this site may do: run its own files and nothing else, be framed by nobody,
//! send its address to nobody.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;

use crate::state::AppState;

/// A year, as browsers' preload lists ask for at least.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

const FIXED: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Not `no-referrer`: a form that fails without scripts goes back to the page it came from.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
        ),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// In the extensions of a response: the page may load Stripe's script, show its frames and ask its API
/// (<https://docs.stripe.com/security/guide#content-security-policy>).
#[derive(Clone, Copy, Debug)]
pub(crate) struct StripeAllowed;

/// Gives the request a [`Nonce`] in its extensions, which the page puts on its inline scripts, and the response the
/// headers that go with it.
pub(crate) async fn protect(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let mut policy = content_security_policy(&nonce);
    if response.extensions().get::<StripeAllowed>().is_some() {
        policy = with_stripe(&policy);
    }
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if state.config.public_url.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    response
}

fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; manifest-src 'self'"
    )
}

fn with_stripe(policy: &str) -> String {
    const SCRIPT: &str = "https://js.stripe.com https://*.js.stripe.com";
    let policy = policy
        .replace("script-src 'self'", &format!("script-src 'self' {SCRIPT}"))
        .replace("connect-src 'self'", "connect-src 'self' https://api.stripe.com");
    format!("{policy}; frame-src {SCRIPT} https://hooks.stripe.com")
}
