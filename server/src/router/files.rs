//! The browser's files, as the build compressed them.

use std::path::Path;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn},
    response::Response,
};
use tower_http::services::ServeDir;

use crate::state::AppState;

/// Files whose name changes with their content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Files that keep their name: a day.
const FOR_A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

pub(super) fn routes(site: &Path) -> Router<AppState> {
    // By route rather than nested: then the log and the numbers know them by their routes.
    let directory = ServeDir::new(site).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    let hashed = Router::new()
        .route_service("/pkg/{*path}", directory.clone())
        .layer(from_fn(|request, next| cached(request, next, FOR_EVER)));
    let mut named = Router::new().route_service("/fonts/{*path}", directory.clone());
    for path in ["/favicon.ico", "/robots.txt"] {
        named = named.route_service(path, directory.clone());
    }
    hashed.merge(named.layer(from_fn(|request, next| cached(request, next, FOR_A_DAY))))
}

/// Only what is there may be kept; a file that is missing now may come with the next version.
async fn cached(request: Request, next: Next, how_long: HeaderValue) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, how_long);
    }
    response
}
