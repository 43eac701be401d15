//! What the operator's own machines tell: which mail came back.

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use backend::service::mail::{Bounce, note_bounce};
use serde::Deserialize;

use crate::{http::plain, state::AppState};

/// A mail that came back.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    /// To whom it was sent.
    address: String,
    kind: Kind,
    /// In the mail server's words.
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Permanent,
    Temporary,
}

/// `POST /hooks/bounce` with `{"address", "kind": "permanent" | "temporary", "reason"}`, by whoever shows the shared secret
/// as a bearer token (RFC 6750): 204, whether the address is anybody's or not. 401 without the secret, 404 while there is
/// none, 422 for another body.
pub(super) async fn bounce(
    State(state): State<AppState>,
    headers: HeaderMap,
    told: Result<Json<Told>, JsonRejection>,
) -> Response {
    let Some(secret) = &state.config.bounce_secret else {
        return plain(StatusCode::NOT_FOUND, "There is nothing here.\n");
    };
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown =
        shown.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if !shown.is_some_and(|(_, shown)| secret.is(shown.trim())) {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
        return (StatusCode::UNAUTHORIZED, challenge, "This takes the shared secret as a bearer token.\n")
            .into_response();
    }
    let Ok(Json(Told { address, kind, reason })) = told else {
        let words = "This takes JSON: address, kind (permanent or temporary) and reason.\n";
        return plain(StatusCode::UNPROCESSABLE_ENTITY, words);
    };
    let bounce = match kind {
        Kind::Permanent => Bounce::Permanent,
        Kind::Temporary => Bounce::Temporary,
    };
    match note_bounce(&state.portico, &address, bounce, &reason).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            tracing::error!(%error, "a bounce could not be noted");
            plain(StatusCode::SERVICE_UNAVAILABLE, "This cannot be noted now; tell it again.\n")
        }
    }
}
