//! What is for sale.

use axum::{
    extract::{Path, State},
    http::Uri,
    response::Response,
};
use backend::{
    access::Scope,
    service::product::{self, ProductDetails},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answer::shown,
    input::{Asks, Listed, Part},
    page::Page,
    problem::Problems,
};
use crate::state::AppState;

/// A product that is for sale, with its price in the account's currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Product {
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
    /// What one unit costs before tax
    #[schema(example = "300.00")]
    price: String,
    /// ISO 4217
    #[schema(example = "SEK")]
    currency: String,
}

impl From<ProductDetails> for Product {
    fn from(of: ProductDetails) -> Product {
        let ProductDetails { id, sku, name, kind, description, seats, months, price, currency } = of;
        Product { id: id.0, sku, name, kind, description, seats, months, price, currency }
    }
}

/// List products
///
/// In the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/products", tag = "products", operation_id = "list_products",
    params(("account" = String, Path, description = "The account's slug"), Part),
    responses((status = 200, description = "A page of products", body = Page<Product>), Problems),
    security(("key" = ["orders:read"]), ("operator" = ["orders:read"]))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path(slug): Path<String>,
    Listed(part): Listed,
    uri: Uri,
) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        product::list_by_key(&mut scope, &part.after, part.limit).await
    };
    Page::<Product>::answer(&uri, part.limit, &caller, found.await, |last| last.sku.clone())
}

/// Read a product
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/products/{product}", tag = "products", operation_id = "get_product",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("product" = String, Path, description = "The product's id")
    ),
    responses((status = 200, description = "The product", body = Product), Problems),
    security(("key" = ["orders:read"]), ("operator" = ["orders:read"]))
)]
pub(super) async fn get(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        product::view_by_key(&mut scope, &id).await
    };
    shown::<_, Product>(&caller, found.await)
}
