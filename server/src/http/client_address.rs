//! Whom a request comes from, for limits and for the audit log.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};

use crate::{config, state::AppState};

/// The client's address, from the request's extensions. Missing only where nothing listens, as in a unit test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

pub(crate) async fn find_client_address(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let forwarded = request.headers().get_all("x-forwarded-for").iter();
        let address = config::client_address(
            peer.ip(),
            forwarded.map(|value: &HeaderValue| value.to_str().unwrap_or_default()),
            &state.config.trusted_proxies,
        );
        request.extensions_mut().insert(ClientAddress(address));
    }
    next.run(request).await
}
