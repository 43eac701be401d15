//! Everything that is sold, with its prices: for the operator, who says so. What is for sale to an account, `products` has.

use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use backend::{
    Error,
    service::product::{self, Listed as Found},
};
use domain::{ProductId, product::ProductForm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answer::{Made, shown},
    input::{Asks, IdempotencyKey, Listed, Nothing, Once, Part},
    page::Page,
    problem::Problems,
};
use crate::state::AppState;

/// A product with all of its prices.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CatalogueProduct {
    id: Uuid,
    /// Its code
    #[schema(example = "ROUTES-PRO")]
    sku: String,
    #[schema(example = "Routes Pro")]
    name: String,
    /// `licence`, `service` or `support`
    kind: &'static str,
    description: String,
    /// For licences: how many machines one unit is good for
    #[schema(required = true)]
    seats: Option<i32>,
    /// How many months one unit holds; `null` for ever
    #[schema(required = true)]
    months: Option<i32>,
    /// It is not for sale any more
    retired: bool,
    /// What one unit costs, now and later; without any it is not for sale yet
    prices: Vec<Price>,
}

/// What one unit of a product costs in a currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Price {
    /// ISO 4217
    #[schema(example = "SEK")]
    currency: String,
    /// Before tax
    #[schema(example = "300.00")]
    price: String,
    /// From when on
    #[schema(format = DateTime)]
    from: String,
}

/// A product to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewProduct {
    /// Its code
    #[schema(min_length = 2, max_length = 40, pattern = "^[A-Z0-9]+(-[A-Z0-9]+)*$", example = "ROUTES-PRO")]
    sku: String,
    #[schema(min_length = 1, max_length = 100, example = "Routes Pro")]
    name: String,
    /// `licence`, `service` or `support`
    #[schema(pattern = "^(licence|service|support)$", example = "licence")]
    kind: String,
    /// A sentence about it
    #[serde(default)]
    #[schema(max_length = 1000, example = "Plans routes")]
    description: String,
    /// For a licence, and for nothing else: how many machines one unit is good for
    #[schema(minimum = 1, maximum = 100_000, example = 5)]
    seats: Option<i32>,
    /// How many months one unit holds; for ever when left out
    #[schema(minimum = 1, maximum = 120, example = 12)]
    months: Option<i32>,
}

/// What one unit of a product is to cost.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPrice {
    /// ISO 4217
    #[schema(example = "SEK", pattern = "^[A-Z]{3}$")]
    currency: String,
    /// Before tax
    #[schema(example = "300.00")]
    price: String,
    /// From the beginning of this day (UTC) on; from now on when left out
    #[schema(format = Date, example = "2027-01-01")]
    from: Option<String>,
}

impl From<Found> for CatalogueProduct {
    fn from(of: Found) -> CatalogueProduct {
        let Found { id, sku, name, kind, description, seats, months, retired, prices } = of;
        let prices = prices.into_iter().map(|(net, from)| Price {
            currency: net.currency.to_string(),
            price: net.plain(),
            from: from.to_string(),
        });
        CatalogueProduct {
            prices: prices.collect(),
            id: id.0,
            sku,
            name,
            kind: kind.name(),
            description,
            seats,
            months,
            retired,
        }
    }
}

/// List everything that is sold
///
/// In the order of the codes; also what is not for sale yet, or any more.
#[utoipa::path(
    get, path = "/api/v1/products", tag = "catalogue", operation_id = "list_catalogue",
    params(Part),
    responses((status = 200, description = "A page of products", body = Page<CatalogueProduct>), Problems),
    security(("operator" = ["orders:read"]))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Listed(part): Listed,
    uri: Uri,
) -> Response {
    let found = product::listed_by_key(&state.portico, &caller, &part.after, part.limit).await;
    Page::<CatalogueProduct>::answer(&uri, part.limit, &caller, found, |last| last.sku.clone())
}

/// Add a product
///
/// It is for sale once it has a price.
#[utoipa::path(
    post, path = "/api/v1/products", tag = "catalogue", operation_id = "add_product",
    params(IdempotencyKey),
    request_body = NewProduct,
    responses((status = 201, description = "The product", body = CatalogueProduct), Problems),
    security(("operator" = ["catalogue:write"]))
)]
pub(super) async fn add(State(state): State<AppState>, once: Once<NewProduct>) -> Response {
    let NewProduct { sku, name, kind, description, seats, months } = &once.body;
    let form = ProductForm {
        sku: sku.clone(),
        name: name.clone(),
        kind: kind.clone(),
        description: description.clone(),
        seats: *seats,
        months: *months,
    };
    let done = product::add_by_key(&state.portico, &once.caller, &form).await;
    show(&state, StatusCode::CREATED, &once, done).await
}

/// Read a product of the catalogue
#[utoipa::path(
    get, path = "/api/v1/products/{product}", tag = "catalogue", operation_id = "get_catalogue_product",
    params(("product" = String, Path, description = "The product's id")),
    responses((status = 200, description = "The product", body = CatalogueProduct), Problems),
    security(("operator" = ["orders:read"]))
)]
pub(super) async fn get(State(state): State<AppState>, Asks(caller): Asks, Path(id): Path<String>) -> Response {
    shown::<_, CatalogueProduct>(&caller, product::one_by_key(&state.portico, &caller, &id).await)
}

/// Set a product's price
///
/// In one currency, from now on or from a day on. What was ordered before keeps its price.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/prices", tag = "catalogue", operation_id = "set_price",
    params(
        ("product" = String, Path, description = "The product's id"),
        IdempotencyKey
    ),
    request_body = NewPrice,
    responses((status = 200, description = "The product, with its prices", body = CatalogueProduct), Problems),
    security(("operator" = ["catalogue:write"]))
)]
pub(super) async fn price(State(state): State<AppState>, Path(id): Path<String>, once: Once<NewPrice>) -> Response {
    let NewPrice { currency, price, from } = &once.body;
    let done = product::price_by_key(&state.portico, &once.caller, &id, currency, price, from.as_deref()).await;
    show(&state, StatusCode::OK, &once, done).await
}

/// Retire a product
///
/// It is not for sale any more. What was ordered stays; licences of it are not renewed.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/retire", tag = "catalogue", operation_id = "retire_product",
    params(
        ("product" = String, Path, description = "The product's id"),
        IdempotencyKey
    ),
    responses((status = 200, description = "The product, retired", body = CatalogueProduct), Problems),
    security(("operator" = ["catalogue:write"]))
)]
pub(super) async fn retire(State(state): State<AppState>, Path(id): Path<String>, once: Once<Nothing>) -> Response {
    let done = product::retire_by_key(&state.portico, &once.caller, &id).await;
    show(&state, StatusCode::OK, &once, done).await
}

/// Shows a product to whoever added or changed it.
async fn show<T>(state: &AppState, status: StatusCode, once: &Once<T>, done: Result<ProductId, Error>) -> Response {
    match once.settle(done.map(|ProductId(id)| id)) {
        Made::Answered(response) => response,
        Made::Is(id, again) => {
            let shown = product::one_by_key(&state.portico, &once.caller, &id.to_string()).await;
            once.answer(state, status, shown.map(CatalogueProduct::from), again).await
        }
    }
}
