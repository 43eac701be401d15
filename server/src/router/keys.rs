//! The public key by which a machine verifies its licence's token without asking: fetched once, with the program.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::service::licence::public_keys;

use crate::{http::plain, state::AppState};

pub(super) async fn licences(State(state): State<AppState>) -> Response {
    match public_keys(&state.portico) {
        Ok(keys) => ([(header::CONTENT_TYPE, "application/jwk-set+json")], Json(keys)).into_response(),
        Err(error) => plain(StatusCode::INTERNAL_SERVER_ERROR, format!("{}\n", error.into_problem(""))),
    }
}
