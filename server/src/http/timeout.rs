//! No request holds a connection to the database for ever.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::Response,
};

use super::plain;
use crate::state::AppState;

/// Gives up on a request whose answer has not begun in time. Dropping the handler rolls back what it was doing.
pub(crate) async fn limit_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    tokio::time::timeout(state.config.request_timeout, next.run(request)).await.unwrap_or_else(|_| {
        tracing::warn!("a request took too long");
        plain(StatusCode::SERVICE_UNAVAILABLE, "This took too long. Please try again later.\n")
    })
}
