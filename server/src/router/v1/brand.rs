//! What this Portico is called and looks like.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};
use backend::service::brand;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{
    Problem,
    brand::{BrandForm, Mark},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::{Made, shown},
    input::{Asks, IdempotencyKey, Nothing, Once, Sends},
    problem::Problems,
};
use crate::state::AppState;

/// What this Portico is called and looks like.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Brand {
    #[schema(example = "Nordic Trade")]
    name: String,
    /// The colour of what one can press and follow; `null` is Portico's own
    #[schema(required = true, example = "#1c64f2")]
    accent: Option<String>,
    /// A PNG or an SVG, in Base64 (RFC 4648); `null` is Portico's own
    #[schema(required = true)]
    mark: Option<String>,
}

/// What is to change of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedBrand {
    /// What it is called, in the bar and in every title
    #[schema(min_length = 1, max_length = 40, example = "Nordic Trade")]
    name: Option<String>,
    /// The colour of what one can press and follow; white words on it must be readable
    #[schema(pattern = "^#[0-9a-fA-F]{6}$", example = "#1c64f2")]
    accent: Option<String>,
    /// A square picture: a PNG or an SVG of at most 64 KiB, in Base64 (RFC 4648)
    #[schema(max_length = 87_384, pattern = "^[A-Za-z0-9+/]+={0,2}$", example = "PHN2ZyB2aWV3Qm94PSIwIDAgMSAxIi8+")]
    mark: Option<String>,
}

impl From<domain::brand::Brand> for Brand {
    fn from(of: domain::brand::Brand) -> Brand {
        Brand {
            name: of.name,
            accent: of.accent.map(|accent| accent.colour().to_string()),
            mark: of.mark.as_ref().map(Mark::bytes).map(|bytes| BASE64_STANDARD.encode(bytes)),
        }
    }
}

impl ChangedBrand {
    fn parse(self) -> Result<BrandForm, Problem> {
        let decode = |mark: String| BASE64_STANDARD.decode(mark);
        let mark = self.mark.map(decode).transpose().map_err(|error| {
            Problem::field("mark", format!("The mark is not in Base64 (RFC 4648, with padding): {error}."))
        })?;
        Ok(BrandForm { name: self.name, accent: self.accent, mark })
    }
}

/// Read the brand
#[utoipa::path(
    get, path = "/api/v1/brand", tag = "brand", operation_id = "get_brand",
    responses((status = 200, description = "The brand", body = Brand), Problems),
    security(("operator" = ["brand:write"]))
)]
pub(super) async fn get(State(state): State<AppState>, Asks(caller): Asks) -> Response {
    shown::<_, Brand>(&caller, brand::view_by_key(&state.portico, &caller).await)
}

/// Change the brand
///
/// What is left out stays as it is. Every server shows it within five seconds.
#[utoipa::path(
    patch, path = "/api/v1/brand", tag = "brand", operation_id = "change_brand",
    request_body = ChangedBrand,
    responses((status = 200, description = "The brand", body = Brand), Problems),
    security(("operator" = ["brand:write"]))
)]
pub(super) async fn change(State(state): State<AppState>, Sends { caller, body }: Sends<ChangedBrand>) -> Response {
    let done = match body.parse() {
        Ok(form) => brand::set_by_key(&state.portico, &caller, form).await.map(Arc::unwrap_or_clone),
        // Whoever may not change it is told that first.
        Err(problem) => brand::view_by_key(&state.portico, &caller).await.and(Err(problem.into())),
    };
    shown::<_, Brand>(&caller, done)
}

/// Reset the brand
///
/// To Portico's own name, colour and mark.
#[utoipa::path(
    post, path = "/api/v1/brand/reset", tag = "brand", operation_id = "reset_brand",
    params(IdempotencyKey),
    responses((status = 200, description = "The brand, which is Portico's own again", body = Brand), Problems),
    security(("operator" = ["brand:write"]))
)]
pub(super) async fn reset(State(state): State<AppState>, once: Once<Nothing>) -> Response {
    match once.settle(brand::reset_by_key(&state.portico, &once.caller).await) {
        Made::Answered(response) => response,
        Made::Is(_, again) => {
            let shown = brand::view_by_key(&state.portico, &once.caller).await;
            once.answer(&state, StatusCode::OK, shown.map(Brand::from), again).await
        }
    }
}
