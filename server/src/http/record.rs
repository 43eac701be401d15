//! One line in the log and one count for every request. Neither has the path as it was asked for (it may hold a
//! token), a query, a cookie or a body: only the route that it matched.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};

pub(crate) async fn record(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;

    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let status = response.status().as_u16();
    let elapsed = start.elapsed();
    let ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    // Balancers ask every second.
    if matches!(route, "/healthz" | "/readyz") && status < 400 {
        tracing::debug!(method, route, status, ms, "answered");
    } else {
        tracing::info!(method, route, status, ms, "answered");
    }
    metrics::counter!("http_requests_total", "method" => method, "route" => route.to_owned(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_duration_seconds", "method" => method, "route" => route.to_owned())
        .record(elapsed.as_secs_f64());
    response
}

/// The usual methods by name. A client can invent others, and each would be a new row of numbers.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
