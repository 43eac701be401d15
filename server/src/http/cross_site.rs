//! Refuses requests that another site makes a browser send: everything but GET, HEAD and OPTIONS must come from our
//! own pages, by `Sec-Fetch-Site`, or by `Origin` where a browser does not send that.

use axum::{body::Body, http::StatusCode, response::Response};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError, ResponseForProtectionError};

use super::plain;
use crate::config::PublicUrl;

/// The answer to a refused request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal;

impl ResponseForProtectionError<Body> for Refusal {
    fn response_for_protection_error(&mut self, _: ProtectionError) -> Response {
        plain(StatusCode::FORBIDDEN, "This request came from another site, so it was refused.\n")
    }
}

/// The public address is trusted by name, because a proxy may hide it from the `Host` header.
pub(crate) fn cross_site_layer(own: &PublicUrl) -> Result<CsrfLayer<Refusal>, ConfigError> {
    Ok(CsrfLayer::new().add_trusted_origin(own.origin())?.with_rejection_response(Refusal))
}
