//! What the operator chose for every page: the mark, and the colour as a style sheet.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::service::brand::shown;
use domain::brand::{Brand, Mark};

use crate::{http::plain, state::AppState};

/// A page that is open meanwhile may show the old mark for five minutes; the style sheet's address changes with it.
const FOR_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

pub(super) async fn mark(State(state): State<AppState>) -> Response {
    answer(&state, |brand| {
        let own = Mark::own(brand.accent);
        let mark = brand.mark.as_ref().unwrap_or(&own);
        (mark.media_type(), mark.bytes().to_vec())
    })
    .await
}

pub(super) async fn style_sheet(State(state): State<AppState>) -> Response {
    let rules = |brand: &Brand| brand.accent.map(|accent| accent.style_sheet()).unwrap_or_default();
    answer(&state, |brand| ("text/css; charset=utf-8", rules(brand).into_bytes())).await
}

/// The file that `draw` makes of the brand: its media type and its bytes.
async fn answer(state: &AppState, draw: impl FnOnce(&Brand) -> (&'static str, Vec<u8>)) -> Response {
    match shown(&state.portico).await {
        Ok(brand) => {
            let (media_type, bytes) = draw(&brand);
            let kind = (header::CONTENT_TYPE, HeaderValue::from_static(media_type));
            ([kind, (header::CACHE_CONTROL, FOR_MINUTES)], bytes).into_response()
        }
        Err(error) => plain(StatusCode::INTERNAL_SERVER_ERROR, format!("{}\n", error.into_problem(""))),
    }
}
