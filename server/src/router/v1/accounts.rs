//! Accounts.

use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use backend::{
    access::Scope,
    service::account::{self, ProgramAccount},
};
use domain::{AccountId, account::AccountDetails};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answer::{Made, shown},
    input::{Asks, IdempotencyKey, Listed, Once, Part},
    page::Page,
    problem::Problems,
};
use crate::state::AppState;

/// An account: one customer company.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Account {
    id: Uuid,
    /// Its place in addresses.
    #[schema(example = "nordic-freight")]
    slug: String,
    /// Its display name.
    #[schema(example = "Nordic Freight")]
    name: String,
    /// The company's name.
    company: String,
    /// The company's country (ISO 3166-1 alpha-2).
    #[schema(required = true, example = "SE")]
    country: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    created: String,
}

impl From<AccountDetails> for Account {
    fn from(details: AccountDetails) -> Account {
        let AccountDetails { id, slug, name, company, country, created } = details;
        Account { id: id.0, slug, name, company, country, created }
    }
}

/// An account to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAccount {
    /// Its place in addresses: a-z, 0-9 and hyphens.
    #[schema(min_length = 2, max_length = 40, pattern = "^[a-z0-9](-?[a-z0-9])*$", example = "nordic-freight")]
    slug: String,
    /// Its display name.
    #[schema(min_length = 1, max_length = 100, example = "Nordic Freight")]
    name: String,
    /// The email address of whoever holds it. They are mailed a link by which they choose a password.
    #[schema(max_length = 254, example = "ada@nordic-freight.example")]
    holder_email: String,
    /// Their name.
    #[schema(max_length = 100, example = "Ada Lindqvist")]
    holder_name: String,
}

/// List accounts
///
/// In the order of their slugs.
#[utoipa::path(
    get, path = "/api/v1/accounts", tag = "accounts", operation_id = "list_accounts",
    params(Part),
    responses((status = 200, description = "A page of accounts", body = Page<Account>), Problems),
    security(("operator" = ["accounts:read"]))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Listed(part): Listed,
    uri: Uri,
) -> Response {
    let found = account::list(&state.portico, &caller, &part.after, part.limit).await;
    Page::<Account>::answer(&uri, part.limit, &caller, found, |last| last.slug.clone())
}

/// Make an account
///
/// With its top group and its holder. No password is set: the holder is mailed a link by which they choose one.
#[utoipa::path(
    post, path = "/api/v1/accounts", tag = "accounts", operation_id = "create_account",
    params(IdempotencyKey),
    request_body = NewAccount,
    responses((status = 201, description = "The account", body = Account), Problems),
    security(("operator" = ["accounts:write"]))
)]
pub(super) async fn create(State(state): State<AppState>, once: Once<NewAccount>) -> Response {
    let NewAccount { slug, name, holder_email, holder_name } = &once.body;
    let new = ProgramAccount {
        slug: slug.clone(),
        name: name.clone(),
        holder_email: holder_email.clone(),
        holder_name: holder_name.clone(),
    };
    let done = account::create_by_key(&state.portico, &once.caller, &new).await;
    match once.settle(done.map(|AccountId(id)| id)) {
        Made::Answered(response) => response,
        Made::Is(id, again) => {
            let shown = account::made(&state.portico, &once.caller, AccountId(id)).await;
            once.answer(&state, StatusCode::CREATED, shown.map(Account::from), again).await
        }
    }
}

/// Read an account
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}", tag = "accounts", operation_id = "get_account",
    params(("account" = String, Path, description = "The account's slug", example = "nordic-freight")),
    responses((status = 200, description = "The account", body = Account), Problems),
    security(("key" = ["account:read"]), ("operator" = ["accounts:read"]))
)]
pub(super) async fn get(State(state): State<AppState>, Asks(caller): Asks, Path(slug): Path<String>) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        account::view(&mut scope).await
    };
    shown::<_, Account>(&caller, found.await)
}
