//! What an account may order before it has paid.

use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::{
    Error,
    access::{Caller, Scope},
    service::order::{self, CreditDetails},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::shown,
    input::{Asks, Sends},
    problem::Problems,
};
use crate::state::AppState;

/// What an account may order before it has paid. Amounts are decimal numbers in its currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Credit {
    /// The currency that the account buys in (ISO 4217)
    #[schema(example = "SEK")]
    currency: String,
    /// The highest sum of its open invoices; `null` while none was set
    #[schema(required = true, example = "50000.00")]
    limit: Option<String>,
    /// The sum of its open invoices
    #[schema(example = "1250.00")]
    open: String,
}

/// How much an account may order before it has paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCredit {
    /// The currency that the account buys in (ISO 4217)
    #[schema(example = "SEK", pattern = "^[A-Z]{3}$")]
    currency: String,
    /// The highest sum of its open invoices; 0 ends its credit
    #[schema(example = "50000.00")]
    limit: String,
}

impl From<CreditDetails> for Credit {
    fn from(of: CreditDetails) -> Credit {
        let CreditDetails { currency, limit, open } = of;
        Credit { currency, limit, open }
    }
}

/// Read an account's credit
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/credit", tag = "credit", operation_id = "get_credit",
    params(("account" = String, Path, description = "The account's slug")),
    responses((status = 200, description = "The credit", body = Credit), Problems),
    security(("operator" = ["orders:read"]))
)]
pub(super) async fn get(State(state): State<AppState>, Asks(caller): Asks, Path(slug): Path<String>) -> Response {
    shown::<_, Credit>(&caller, find(&state, &caller, &slug).await)
}

/// Set an account's credit
///
/// Up to this limit its orders are delivered at once; what goes beyond it waits for its payment.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/credit", tag = "credit", operation_id = "set_credit",
    params(("account" = String, Path, description = "The account's slug")),
    request_body = NewCredit,
    responses((status = 200, description = "The credit", body = Credit), Problems),
    security(("operator" = ["credit:write"]))
)]
pub(super) async fn set(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Sends { caller, body }: Sends<NewCredit>,
) -> Response {
    let NewCredit { currency, limit } = body;
    let done = async {
        order::set_credit_by_key(&state.portico, &caller, &slug, &currency, &limit).await?;
        find(&state, &caller, &slug).await
    };
    shown::<_, Credit>(&caller, done.await)
}

async fn find(state: &AppState, caller: &Caller, slug: &str) -> Result<CreditDetails, Error> {
    let mut scope = Scope::open(&state.portico, caller, slug).await?;
    order::view_credit(&mut scope).await
}
