//! Stripe’s webhooks. What they tell is noted and answered; what it means is found out by a worker.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use backend::{
    payment::SIGNATURE,
    service::payment::{Heard, hear},
};

use crate::{http::plain, state::AppState};

pub(super) async fn hear_stripe(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Response {
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match hear(&state.portico, signature, &body).await {
        Ok(Heard::Noted) => StatusCode::NO_CONTENT.into_response(),
        Ok(Heard::Refused(error)) => plain(StatusCode::BAD_REQUEST, format!("Not believed: {error}.\n")),
        Ok(Heard::Nobody) => plain(StatusCode::NOT_FOUND, "Nobody listens here.\n"),
        Err(error) => {
            tracing::error!(%error, "a webhook could not be noted");
            // Stripe tells it again.
            plain(StatusCode::SERVICE_UNAVAILABLE, "Not noted; tell it again.\n")
        }
    }
}
