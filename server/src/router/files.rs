//! The browser's files, as the build compressed them.

use std::path::Path;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn},
    response::Response,
};
use tower_http::services::{ServeDir, ServeFile};

use crate::state::AppState;

/// Files whose name changes with their content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Files that keep their name: a day.
const FOR_A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

pub(super) fn routes(site: &Path) -> Router<AppState> {
    let hashed = Router::new()
        .nest_service("/pkg", directory(&site.join("pkg")))
        .layer(from_fn(|request, next| cached(request, next, FOR_EVER)));
    let mut named = Router::new().nest_service("/fonts", directory(&site.join("fonts")));
    for name in ["favicon.svg", "favicon.ico", "robots.txt"] {
        let file = ServeFile::new(site.join(name)).precompressed_br().precompressed_gzip();
        named = named.route_service(&format!("/{name}"), file);
    }
    hashed.merge(named.layer(from_fn(|request, next| cached(request, next, FOR_A_DAY))))
}

fn directory(path: &Path) -> ServeDir {
    ServeDir::new(path).append_index_html_on_directories(false).precompressed_br().precompressed_gzip()
}

/// Only what is there may be kept; a file that is missing now may come with the next version.
async fn cached(request: Request, next: Next, how_long: HeaderValue) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, how_long);
    }
    response
}
