//! Payments of invoices. They are read; one is begun by a person on the invoice's page.

use axum::{
    extract::{Path, State},
    http::Uri,
    response::Response,
};
use backend::{
    access::Scope,
    service::payment::{self, PaymentDetails},
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

/// A payment of an invoice. Amounts are decimal numbers in its currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Payment {
    id: Uuid,
    /// Which invoice it pays
    invoice: Uuid,
    /// `created`, `processing`, `cancelled`, `failed` or `succeeded`
    state: &'static str,
    /// Why it did not go through, as a sentence
    #[schema(required = true)]
    reason: Option<&'static str>,
    /// ISO 4217
    #[schema(example = "SEK")]
    currency: String,
    #[schema(example = "1250.00")]
    amount: String,
    /// How much of it went back
    #[schema(example = "0.00")]
    refunded: String,
    /// The number of its receipt
    #[schema(example = "P-0A1B2C3D4E5F")]
    receipt: String,
    /// With what it was paid, in words; empty before that is known
    method: String,
    #[schema(format = DateTime)]
    begun: String,
    /// When it was known how it went
    #[schema(required = true, format = DateTime)]
    settled: Option<String>,
}

impl From<PaymentDetails> for Payment {
    fn from(of: PaymentDetails) -> Payment {
        Payment {
            id: of.id.0,
            invoice: of.invoice.0,
            state: of.state,
            reason: of.reason,
            currency: of.currency,
            amount: of.amount,
            refunded: of.refunded,
            receipt: of.receipt,
            method: of.method,
            begun: of.begun,
            settled: of.settled,
        }
    }
}

/// List payments
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/payments", tag = "payments", operation_id = "list_payments",
    params(("account" = String, Path, description = "The account's slug"), Part),
    responses((status = 200, description = "A page of payments", body = Page<Payment>), Problems),
    security(("key" = ["invoices:read"]), ("operator" = ["invoices:read"]))
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
        payment::list_by_key(&mut scope, &part.after, part.limit).await
    };
    Page::<Payment>::answer(&uri, part.limit, &caller, found.await, |last| last.id.to_string())
}

/// Read a payment
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/payments/{payment}", tag = "payments", operation_id = "get_payment",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("payment" = String, Path, description = "The payment's id")
    ),
    responses((status = 200, description = "The payment", body = Payment), Problems),
    security(("key" = ["invoices:read"]), ("operator" = ["invoices:read"]))
)]
pub(super) async fn get(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        payment::view_by_key(&mut scope, &id).await
    };
    shown::<_, Payment>(&caller, found.await)
}
