//! Mailing lists. A program adds them; what is sent to them is a person's to write, by a command.

use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use backend::service::list::{self, NewList, Operated};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::{Made, shown},
    input::{Asks, IdempotencyKey, Listed, Once, Part},
    page::Page,
    problem::Problems,
};
use crate::state::AppState;

/// A mailing list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailingList {
    #[schema(example = "product-news")]
    id: String,
    #[schema(example = "Product news")]
    name: String,
    /// What is in it
    about: String,
    /// How many people read it
    #[schema(minimum = 0)]
    readers: i64,
}

/// A mailing list to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMailingList {
    /// a-z, 0-9 and hyphens
    #[schema(min_length = 2, max_length = 40, pattern = "^[a-z0-9](-?[a-z0-9])*$", example = "product-news")]
    id: String,
    /// What people call it
    #[schema(min_length = 1, max_length = 100, example = "Product news")]
    name: String,
    /// What is in it, in one sentence
    #[serde(default)]
    #[schema(max_length = 300, example = "What is new in our products")]
    about: String,
}

impl From<Operated> for MailingList {
    fn from(of: Operated) -> MailingList {
        let Operated { id, name, about, readers } = of;
        MailingList { id, name, about, readers }
    }
}

/// List mailing lists
///
/// In the order of their ids.
#[utoipa::path(
    get, path = "/api/v1/lists", tag = "lists", operation_id = "list_mailing_lists",
    params(Part),
    responses((status = 200, description = "A page of mailing lists", body = Page<MailingList>), Problems),
    security(("operator" = ["lists:read"]))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Listed(part): Listed,
    uri: Uri,
) -> Response {
    let found = list::list_by_key(&state.portico, &caller, &part.after, part.limit).await;
    Page::<MailingList>::answer(&uri, part.limit, &caller, found, |last| last.id.clone())
}

/// Add a mailing list
///
/// Everybody can subscribe to it from then on; nobody reads it yet.
#[utoipa::path(
    post, path = "/api/v1/lists", tag = "lists", operation_id = "add_mailing_list",
    params(IdempotencyKey),
    request_body = NewMailingList,
    responses((status = 201, description = "The mailing list", body = MailingList), Problems),
    security(("operator" = ["lists:write"]))
)]
pub(super) async fn add(State(state): State<AppState>, once: Once<NewMailingList>) -> Response {
    let NewMailingList { id, name, about } = &once.body;
    let new = NewList { id: id.clone(), name: name.clone(), about: about.clone() };
    match once.settle(list::add_by_key(&state.portico, &once.caller, &new).await) {
        Made::Answered(response) => response,
        // The same request has the same id in it.
        Made::Is(_, again) => {
            let shown = list::view_by_key(&state.portico, &once.caller, id).await;
            once.answer(&state, StatusCode::CREATED, shown.map(MailingList::from), again).await
        }
    }
}

/// Read a mailing list
#[utoipa::path(
    get, path = "/api/v1/lists/{list}", tag = "lists", operation_id = "get_mailing_list",
    params(("list" = String, Path, description = "The list's id", example = "product-news")),
    responses((status = 200, description = "The mailing list", body = MailingList), Problems),
    security(("operator" = ["lists:read"]))
)]
pub(super) async fn get(State(state): State<AppState>, Asks(caller): Asks, Path(id): Path<String>) -> Response {
    shown::<_, MailingList>(&caller, list::view_by_key(&state.portico, &caller, &id).await)
}
