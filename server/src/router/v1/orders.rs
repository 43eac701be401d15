//! Orders: what an account buys.

use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use backend::{
    Error,
    access::Scope,
    service::order::{self, OrderDetails},
};
use domain::{LicenceId, OrderId, order::OrderForm};
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

/// An order. Amounts are decimal numbers in its currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Order {
    id: Uuid,
    /// What people call it by
    #[schema(example = 17)]
    number: i32,
    /// `purchase` or `renewal`
    kind: &'static str,
    /// `awaiting_payment`, `awaiting_approval`, `fulfilled`, `refused` or `cancelled`
    state: &'static str,
    /// What was ordered
    product: Uuid,
    product_name: String,
    quantity: i32,
    /// ISO 4217
    #[schema(example = "SEK")]
    currency: String,
    /// What one unit cost before tax
    #[schema(example = "300.00")]
    unit_price: String,
    /// Before tax
    #[schema(example = "300.00")]
    net: String,
    #[schema(example = "75.00")]
    tax: String,
    #[schema(example = "375.00")]
    total: String,
    /// Its invoice; `null` for what costs nothing
    #[schema(required = true)]
    invoice: Option<Uuid>,
    #[schema(format = DateTime)]
    placed: String,
    /// When it was delivered
    #[schema(required = true, format = DateTime)]
    fulfilled: Option<String>,
}

/// An order with what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WholeOrder {
    #[serde(flatten)]
    order: Order,
    /// The licences that it made or extended, for a key that may read licences
    licences: Vec<Uuid>,
}

/// An order to be placed: a product, or the licence that is to hold longer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrder {
    /// The product's id
    #[serde(default)]
    #[schema(example = "019a0000-0000-7000-8000-000000000000")]
    product: Option<Uuid>,
    /// The id of the licence that is renewed, instead of a product
    #[serde(default)]
    #[schema(example = json!(null))]
    licence: Option<Uuid>,
    /// How many units; 1 when left out. A renewal takes as many as the licence has.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000, example = 1)]
    quantity: Option<i32>,
    /// What it may come to with tax: when it comes to anything else, nothing is ordered
    #[serde(default)]
    #[schema(example = "375.00")]
    total: Option<String>,
}

impl From<OrderDetails> for Order {
    fn from(of: OrderDetails) -> Order {
        Order {
            id: of.id.0,
            number: of.number,
            kind: of.kind,
            state: of.state,
            product: of.product.0,
            product_name: of.product_name,
            quantity: of.quantity,
            currency: of.currency,
            unit_price: of.unit_price,
            net: of.net,
            tax: of.tax,
            total: of.total,
            invoice: of.invoice.map(|id| id.0),
            placed: of.placed,
            fulfilled: of.fulfilled,
        }
    }
}

impl From<(OrderDetails, Vec<LicenceId>)> for WholeOrder {
    fn from((order, licences): (OrderDetails, Vec<LicenceId>)) -> WholeOrder {
        WholeOrder { order: order.into(), licences: licences.into_iter().map(|id| id.0).collect() }
    }
}

/// List orders
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/orders", tag = "orders", operation_id = "list_orders",
    params(("account" = String, Path, description = "The account's slug"), Part),
    responses((status = 200, description = "A page of orders", body = Page<Order>), Problems),
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
        order::list_by_key(&mut scope, &part.after, part.limit).await
    };
    Page::<Order>::answer(&uri, part.limit, &caller, found.await, |last| last.id.to_string())
}

/// Place an order
///
/// It makes an invoice at once. It is delivered at once where the account has credit, and otherwise when the invoice is
/// paid.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/orders", tag = "orders", operation_id = "place_order",
    params(
        ("account" = String, Path, description = "The account's slug"),
        IdempotencyKey
    ),
    request_body = NewOrder,
    responses((status = 201, description = "The order", body = WholeOrder), Problems),
    security(("key" = ["orders:write"]), ("operator" = ["orders:write"]))
)]
pub(super) async fn place(State(state): State<AppState>, Path(slug): Path<String>, once: Once<NewOrder>) -> Response {
    let NewOrder { product, licence, quantity, total } = &once.body;
    let id = |id: &Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let quantity = quantity.map(|quantity| quantity.to_string()).unwrap_or_default();
    let form = OrderForm { product: id(product), licence: id(licence), quantity };
    let done = order::place_by_key(&state.portico, &once.caller, &slug, &form, total.as_deref()).await;
    show(&state, StatusCode::CREATED, &once, &slug, done).await
}

/// Read an order
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/orders/{order}", tag = "orders", operation_id = "get_order",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("order" = String, Path, description = "The order's id")
    ),
    responses((status = 200, description = "The order", body = WholeOrder), Problems),
    security(("key" = ["orders:read"]), ("operator" = ["orders:read"]))
)]
pub(super) async fn get(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        order::view_by_key(&mut scope, &id).await
    };
    shown::<_, WholeOrder>(&caller, found.await)
}

/// Cancel an order
///
/// While it waits, and nothing of it was paid; its invoice is void then.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/orders/{order}/cancel", tag = "orders", operation_id = "cancel_order",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("order" = String, Path, description = "The order's id"),
        IdempotencyKey
    ),
    responses((status = 200, description = "The order, cancelled", body = WholeOrder), Problems),
    security(("key" = ["orders:write"]), ("operator" = ["orders:write"]))
)]
pub(super) async fn cancel(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<Nothing>,
) -> Response {
    let done = order::cancel_by_key(&state.portico, &once.caller, &slug, &id).await;
    show(&state, StatusCode::OK, &once, &slug, done).await
}

/// Approve an order
///
/// It waits, and is delivered now; its invoice stays open.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/orders/{order}/approve", tag = "orders", operation_id = "approve_order",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("order" = String, Path, description = "The order's id"),
        IdempotencyKey
    ),
    responses((status = 200, description = "The order, delivered", body = WholeOrder), Problems),
    security(("operator" = ["orders:write"]))
)]
pub(super) async fn approve(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<Nothing>,
) -> Response {
    let done = order::answer_by_key(&state.portico, &once.caller, &slug, &id, true).await;
    show(&state, StatusCode::OK, &once, &slug, done).await
}

/// Refuse an order
///
/// It waits, and is not delivered; its invoice is void then.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/orders/{order}/refuse", tag = "orders", operation_id = "refuse_order",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("order" = String, Path, description = "The order's id"),
        IdempotencyKey
    ),
    responses((status = 200, description = "The order, refused", body = WholeOrder), Problems),
    security(("operator" = ["orders:write"]))
)]
pub(super) async fn refuse(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<Nothing>,
) -> Response {
    let done = order::answer_by_key(&state.portico, &once.caller, &slug, &id, false).await;
    show(&state, StatusCode::OK, &once, &slug, done).await
}

/// Shows an order to whoever placed or changed it.
async fn show<T>(
    state: &AppState,
    status: StatusCode,
    once: &Once<T>,
    slug: &str,
    done: Result<OrderId, Error>,
) -> Response {
    match once.settle(done.map(|OrderId(id)| id)) {
        Made::Answered(response) => response,
        Made::Is(id, again) => {
            let shown = async {
                let mut scope = Scope::open(&state.portico, &once.caller, slug).await?;
                order::view_by_key(&mut scope, &id.to_string()).await
            };
            once.answer(state, status, shown.await.map(WholeOrder::from), again).await
        }
    }
}
