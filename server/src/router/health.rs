//! For balancers and service managers: is the process there, and can it work?

use std::time::Duration;

use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};

use crate::{http::plain, state::AppState};

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

async fn alive() -> Response {
    plain(StatusCode::OK, "alive\n")
}

/// The reason is for the operator, so it is in the log and not in the answer.
async fn ready(State(state): State<AppState>) -> Response {
    match tokio::time::timeout(PATIENCE, state.db.ready()).await {
        Ok(Ok(())) => plain(StatusCode::OK, "ready\n"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            plain(StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
        Err(_) => {
            tracing::warn!("not ready: the database does not answer in time");
            plain(StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
