//! Primary Contacts: addresses that receive the account's mail.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use backend::{
    Error,
    access::{Caller, Scope},
    service::contact,
};
use domain::{ContactId, contact::ContactForm, program::ContactDetails};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answer::{Made, gone, shown},
    input::{Asks, IdempotencyKey, Listed, Once, Part, Sends},
    page::Page,
    problem::Problems,
};
use crate::state::AppState;

/// A Primary Contact.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Contact {
    id: Uuid,
    first_name: String,
    last_name: String,
    email: String,
    /// ISO 3166-1 alpha-2
    #[schema(example = "SE")]
    country: String,
    /// BCP 47; `null` takes the language of the country
    #[schema(required = true, example = "sv")]
    language: Option<String>,
    /// The types of mail that they receive, by id
    mail: Vec<String>,
    /// To be sent back with a change
    version: i32,
}

impl From<ContactDetails> for Contact {
    fn from(of: ContactDetails) -> Contact {
        let ContactDetails { id, first_name, last_name, email, country, language, mail, version } = of;
        Contact { id: id.0, first_name, last_name, email, country, language, mail, version }
    }
}

/// A contact to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewContact {
    #[schema(min_length = 1, max_length = 100, example = "Ada")]
    first_name: String,
    #[schema(min_length = 1, max_length = 100, example = "Lindqvist")]
    last_name: String,
    #[schema(max_length = 254, example = "ada@nordic-freight.example")]
    email: String,
    /// ISO 3166-1 alpha-2
    #[schema(pattern = "^[A-Z]{2}$", example = "SE")]
    country: String,
    /// BCP 47; the language of the country when left out
    #[serde(default)]
    #[schema(example = "sv")]
    language: String,
    /// The types of mail that they receive: `invoice_created`, `summary_invoice_created`, `licence_assigned`,
    /// `account_updates`, `critical_notices`
    #[serde(default)]
    #[schema(example = json!(["invoice_created"]))]
    mail: Vec<String>,
}

/// A contact as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedContact {
    #[schema(min_length = 1, max_length = 100, example = "Ada")]
    first_name: String,
    #[schema(min_length = 1, max_length = 100, example = "Lindqvist")]
    last_name: String,
    #[schema(max_length = 254, example = "ada@nordic-freight.example")]
    email: String,
    /// ISO 3166-1 alpha-2
    #[schema(pattern = "^[A-Z]{2}$", example = "SE")]
    country: String,
    /// BCP 47; the language of the country when left out
    #[serde(default)]
    #[schema(example = "sv")]
    language: String,
    /// The types of mail that they receive: `invoice_created`, `summary_invoice_created`, `licence_assigned`,
    /// `account_updates`, `critical_notices`
    #[serde(default)]
    #[schema(example = json!(["invoice_created"]))]
    mail: Vec<String>,
    /// The version that it was read at; another one meanwhile answers 409
    #[schema(example = 1)]
    version: i32,
}

fn ticked(mail: &[String]) -> BTreeMap<String, bool> {
    mail.iter().map(|id| (id.clone(), true)).collect()
}

/// List contacts
///
/// In the order in which they were added.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/contacts", tag = "contacts", operation_id = "list_contacts",
    params(("account" = String, Path, description = "The account's slug"), Part),
    responses((status = 200, description = "A page of contacts", body = Page<Contact>), Problems),
    security(("key" = ["contacts:read"]))
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
        contact::details(&mut scope, &part.after, part.limit).await
    };
    Page::<Contact>::answer(&uri, part.limit, &caller, found.await, |last| last.id.to_string())
}

/// Add a contact
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/contacts", tag = "contacts", operation_id = "add_contact",
    params(
        ("account" = String, Path, description = "The account's slug"),
        IdempotencyKey
    ),
    request_body = NewContact,
    responses((status = 201, description = "The contact", body = Contact), Problems),
    security(("key" = ["contacts:write"]))
)]
pub(super) async fn create(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    once: Once<NewContact>,
) -> Response {
    let sent = &once.body;
    let form = ContactForm {
        first_name: sent.first_name.clone(),
        last_name: sent.last_name.clone(),
        email: sent.email.clone(),
        country: sent.country.clone(),
        language: sent.language.clone(),
        mail: ticked(&sent.mail),
        ..ContactForm::default()
    };
    let done = contact::add(&state.portico, &once.caller, &slug, &form).await;
    match once.settle(done.map(|ContactId(id)| id)) {
        Made::Answered(response) => response,
        Made::Is(id, again) => {
            let shown = find(&state, &once.caller, &slug, &id.to_string()).await;
            once.answer(&state, StatusCode::CREATED, shown.map(Contact::from), again).await
        }
    }
}

/// Read a contact
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/contacts/{contact}", tag = "contacts", operation_id = "get_contact",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("contact" = String, Path, description = "The contact's id")
    ),
    responses((status = 200, description = "The contact", body = Contact), Problems),
    security(("key" = ["contacts:read"]))
)]
pub(super) async fn get(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    shown::<_, Contact>(&caller, find(&state, &caller, &slug, &id).await)
}

/// Change a contact
///
/// What is left out is emptied.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/contacts/{contact}", tag = "contacts", operation_id = "change_contact",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("contact" = String, Path, description = "The contact's id")
    ),
    request_body = ChangedContact,
    responses((status = 200, description = "The contact", body = Contact), Problems),
    security(("key" = ["contacts:write"]))
)]
pub(super) async fn change(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    Sends { caller, body }: Sends<ChangedContact>,
) -> Response {
    let ChangedContact { first_name, last_name, email, country, language, mail, version } = body;
    let form = ContactForm { first_name, last_name, email, country, language, mail: ticked(&mail), version };
    let done = async {
        contact::edit(&state.portico, &caller, &slug, &id, &form).await?;
        find(&state, &caller, &slug, &id).await
    };
    shown::<_, Contact>(&caller, done.await)
}

/// Remove a contact
///
/// They receive nothing from then on.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account}/contacts/{contact}", tag = "contacts", operation_id = "remove_contact",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("contact" = String, Path, description = "The contact's id")
    ),
    responses((status = 204, description = "It was removed"), Problems),
    security(("key" = ["contacts:write"]))
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    gone(&caller, contact::remove(&state.portico, &caller, &slug, &id).await)
}

async fn find(state: &AppState, caller: &Caller, slug: &str, id: &str) -> Result<ContactDetails, Error> {
    let mut scope = Scope::open(&state.portico, caller, slug).await?;
    contact::detail(&mut scope, id).await
}
