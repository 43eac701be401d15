//! Every address this server answers, and the order of what stands around them.
//!
//! `pages` draws Leptos' pages, `functions` answers its server functions and forms, `door` draws the pages of people who
//! cannot sign in, and `export` sends files; each gives a `Router<AppState>` that is merged in [`router`].

mod door;
mod export;
mod files;
mod functions;
mod health;
mod pages;

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};
use tower_http::{csrf::ConfigError, limit::RequestBodyLimitLayer};

use crate::{http, state::AppState};

/// The whole server.
///
/// # Errors
/// When the public address cannot be an origin.
pub fn router(state: AppState) -> Result<Router, ConfigError> {
    assemble(state, export::routes().merge(door::routes()).merge(functions::routes()).merge(pages::routes()))
}

/// The routes in `application` with health, files and everything that stands around a request.
///
/// # Errors
/// When the public address cannot be an origin.
pub fn assemble(state: AppState, application: Router<AppState>) -> Result<Router, ConfigError> {
    // The last layer is the outermost: it sees the request first and the response last.
    Ok(Router::new()
        .merge(health::routes())
        .merge(files::routes(&state.config.site))
        .merge(application)
        .layer(RequestBodyLimitLayer::new(state.config.body_limit))
        .layer(http::cross_site_layer(&state.config.public_url)?)
        .layer(from_fn_with_state(state.clone(), http::limit_time))
        .layer(from_fn(http::catch_panic))
        .layer(from_fn(http::never_store))
        .layer(from_fn_with_state(state.clone(), http::protect))
        .layer(from_fn(http::record))
        .layer(from_fn_with_state(state.clone(), http::find_client_address))
        .layer(from_fn(http::assign_request_id))
        .with_state(state))
}
