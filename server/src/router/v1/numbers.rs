//! The numbers that an account may connect to its users.

use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use backend::service::number::{self, NumberDetails};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answer::{Made, gone, shown},
    input::{Asks, IdempotencyKey, Listed, Once, Part},
    page::Page,
    problem::Problems,
};
use crate::state::AppState;

/// A number in an account's inventory.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Number {
    id: Uuid,
    /// E.164
    #[schema(example = "+46850501000")]
    number: String,
    /// ISO 3166-1 alpha-2; `null` for numbers of no country
    #[schema(required = true, example = "SE")]
    country: Option<String>,
    #[schema(format = DateTime)]
    added: String,
}

/// A number to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNumber {
    /// With its country code
    #[schema(min_length = 1, max_length = 40, example = "+46 8 505 010 00")]
    number: String,
}

impl From<NumberDetails> for Number {
    fn from(of: NumberDetails) -> Number {
        let NumberDetails { id, number, country, added } = of;
        Number { id: id.0, number, country, added }
    }
}

/// List numbers
///
/// In their order.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/numbers", tag = "numbers", operation_id = "list_numbers",
    params(("account" = String, Path, description = "The account's slug"), Part),
    responses((status = 200, description = "A page of numbers", body = Page<Number>), Problems),
    security(("operator" = ["numbers:read"]))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path(slug): Path<String>,
    Listed(part): Listed,
    uri: Uri,
) -> Response {
    let found = number::list_by_key(&state.portico, &caller, &slug, &part.after, part.limit).await;
    Page::<Number>::answer(&uri, part.limit, &caller, found, |last| last.number.clone())
}

/// Add a number
///
/// The account may connect it to one of its users from then on.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/numbers", tag = "numbers", operation_id = "add_number",
    params(
        ("account" = String, Path, description = "The account's slug"),
        IdempotencyKey
    ),
    request_body = NewNumber,
    responses((status = 201, description = "The number", body = Number), Problems),
    security(("operator" = ["numbers:write"]))
)]
pub(super) async fn add(State(state): State<AppState>, Path(slug): Path<String>, once: Once<NewNumber>) -> Response {
    let done = number::add_by_key(&state.portico, &once.caller, &slug, &once.body.number).await;
    match once.settle(done.map(|id| id.0)) {
        Made::Answered(response) => response,
        Made::Is(id, again) => {
            let shown = number::view_by_key(&state.portico, &once.caller, &slug, &id.to_string()).await;
            once.answer(&state, StatusCode::CREATED, shown.map(Number::from), again).await
        }
    }
}

/// Read a number
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/numbers/{number}", tag = "numbers", operation_id = "get_number",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("number" = String, Path, description = "The number's id, or the number as E.164")
    ),
    responses((status = 200, description = "The number", body = Number), Problems),
    security(("operator" = ["numbers:read"]))
)]
pub(super) async fn get(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, which)): Path<(String, String)>,
) -> Response {
    shown::<_, Number>(&caller, number::view_by_key(&state.portico, &caller, &slug, &which).await)
}

/// Remove a number
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account}/numbers/{number}", tag = "numbers", operation_id = "remove_number",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("number" = String, Path, description = "The number's id, or the number as E.164")
    ),
    responses((status = 204, description = "It was removed"), Problems),
    security(("operator" = ["numbers:write"]))
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, which)): Path<(String, String)>,
) -> Response {
    gone(&caller, number::remove_by_key(&state.portico, &caller, &slug, &which).await)
}
