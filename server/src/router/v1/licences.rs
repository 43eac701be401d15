//! Licences, and the machines that use them.

use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use backend::{
    access::Scope,
    service::licence::{self, ActivationDetails, Fault, LicenceDetails, ProgramActivated, Stop, Validity},
};
use domain::{
    LicenceId,
    licence::{ActivateForm, LicenceState},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    answer::{Made, gone, shown},
    input::{Asked, Asks, IdempotencyKey, Listed, Nothing, Once, Part},
    page::Page,
    problem::Problems,
};
use crate::state::AppState;

/// A licence: the right to run a product on so many machines.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Licence {
    id: Uuid,
    /// What for
    product: Uuid,
    /// The product's code
    #[schema(example = "ROUTES-PRO")]
    sku: String,
    product_name: String,
    /// What people type
    #[schema(example = "0A1B2-C3D4E-5F6G7-H8J9K-0M1N2")]
    key: String,
    /// `active`, `expired`, `suspended` or `revoked`
    state: &'static str,
    /// How many machines it is good for
    #[schema(example = 25)]
    seats: i32,
    /// How many use it
    #[schema(example = 3)]
    seats_used: i32,
    /// When it ends; `null` when it never does
    #[schema(required = true, format = DateTime)]
    expires: Option<String>,
    #[schema(format = DateTime)]
    created: String,
}

/// A machine that uses a licence.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Activation {
    id: Uuid,
    /// From 1
    #[schema(example = 1)]
    seat: i32,
    #[schema(example = "gate-1")]
    machine: String,
    /// What people call it; possibly empty
    #[schema(example = "Gate 1")]
    machine_name: String,
    #[schema(format = DateTime)]
    activated: String,
}

/// What a machine that was activated is told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Activated {
    #[serde(flatten)]
    activation: Activation,
    /// The signed token (RFC 7515) that the machine keeps; the keys to check it with are at /licence-key.json
    token: String,
    /// Until when the token holds
    #[schema(format = DateTime)]
    until: String,
}

/// A machine to be activated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewActivation {
    /// What tells the machine from every other
    #[schema(min_length = 1, max_length = 100, example = "gate-1")]
    machine: String,
    /// What people call it
    #[serde(default)]
    #[schema(max_length = 100, example = "Gate 1")]
    machine_name: String,
}

/// Which licence is asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Check {
    /// The licence's key as somebody typed it: capitals, hyphens and spaces do not matter
    #[param(example = "0A1B2-C3D4E-5F6G7-H8J9K-0M1N2")]
    key: String,
    /// Ask too whether this machine has a seat
    #[serde(default)]
    #[param(required = false, max_length = 100, example = "gate-1")]
    machine: String,
}

/// Whether a licence's key is good.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Checked {
    /// The licence can be used, by the machine that was asked about
    valid: bool,
    /// Why it cannot: `mistyped`, `unknown`, `expired`, `suspended`, `revoked` or `not_activated`
    #[schema(required = true)]
    reason: Option<&'static str>,
    /// The same as a sentence
    #[schema(required = true)]
    detail: Option<&'static str>,
    /// The licence, when the account has one with this key
    #[schema(required = true)]
    licence: Option<Licence>,
    /// The seat of the machine that was asked about
    #[schema(required = true)]
    activation: Option<Activation>,
}

impl From<LicenceDetails> for Licence {
    fn from(of: LicenceDetails) -> Licence {
        Licence {
            id: of.id.0,
            product: of.product.0,
            sku: of.sku,
            product_name: of.product_name,
            key: of.key,
            state: of.state,
            seats: of.seats,
            seats_used: of.used,
            expires: of.expires,
            created: of.created,
        }
    }
}

impl From<ActivationDetails> for Activation {
    fn from(of: ActivationDetails) -> Activation {
        let ActivationDetails { id, seat, machine, name, activated } = of;
        Activation { id: id.0, seat, machine, machine_name: name, activated }
    }
}

impl From<ProgramActivated> for Activated {
    fn from(of: ProgramActivated) -> Activated {
        Activated { activation: of.activation.into(), token: of.token.0, until: of.until }
    }
}

impl From<Validity> for Checked {
    fn from(of: Validity) -> Checked {
        let (reason, detail) = match of.fault {
            None => (None, None),
            Some(Fault::Mistyped) => {
                (Some("mistyped"), Some("This is no licence’s key: a character is wrong or missing."))
            }
            Some(Fault::Unknown) => (Some("unknown"), Some("The account has no licence with this key.")),
            Some(Fault::Stopped(state)) => (Some(state.name()), LicenceState::hindrance(state)),
            Some(Fault::NotActivated) => (Some("not_activated"), Some("This machine has no seat of the licence.")),
        };
        Checked {
            valid: of.fault.is_none(),
            reason,
            detail,
            licence: of.licence.map(Licence::from),
            activation: of.activation.map(Activation::from),
        }
    }
}

/// List licences
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/licences", tag = "licences", operation_id = "list_licences",
    params(("account" = String, Path, description = "The account's slug"), Part),
    responses((status = 200, description = "A page of licences", body = Page<Licence>), Problems),
    security(("key" = ["licences:read"]), ("operator" = ["licences:read"]))
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
        licence::list_by_key(&mut scope, &part.after, part.limit).await
    };
    Page::<Licence>::answer(&uri, part.limit, &caller, found.await, |last| last.id.to_string())
}

/// Read a licence
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/licences/{licence}", tag = "licences", operation_id = "get_licence",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("licence" = String, Path, description = "The licence's id")
    ),
    responses((status = 200, description = "The licence", body = Licence), Problems),
    security(("key" = ["licences:read"]), ("operator" = ["licences:read"]))
)]
pub(super) async fn get(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        licence::view_by_key(&mut scope, &id).await
    };
    shown::<_, Licence>(&caller, found.await)
}

/// Validate a licence's key
///
/// A key that is not good is an answer, too: 200, with the reason. Nothing is changed, and nothing is kept: ask as often as
/// the limit allows.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/licences/validate", tag = "licences", operation_id = "validate_licence",
    params(("account" = String, Path, description = "The account's slug"), Check),
    responses((status = 200, description = "Whether the key is good", body = Checked), Problems),
    security(("key" = ["licences:read"]), ("operator" = ["licences:read"]))
)]
pub(super) async fn validate(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path(slug): Path<String>,
    Asked(check): Asked<Check>,
) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        licence::validate(&mut scope, &check.key, &check.machine).await
    };
    shown::<_, Checked>(&caller, found.await)
}

/// List the machines that use a licence
///
/// By seat.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/licences/{licence}/activations", tag = "licences",
    operation_id = "list_activations",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("licence" = String, Path, description = "The licence's id"),
        Part
    ),
    responses((status = 200, description = "A page of machines", body = Page<Activation>), Problems),
    security(("key" = ["licences:read"]), ("operator" = ["licences:read"]))
)]
pub(super) async fn activations(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, id)): Path<(String, String)>,
    Listed(part): Listed,
    uri: Uri,
) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        licence::activations(&mut scope, &id, &part.after, part.limit).await
    };
    Page::<Activation>::answer(&uri, part.limit, &caller, found.await, |last| last.seat.to_string())
}

/// Activate a machine
///
/// A machine that has a seat keeps it, and gets a new token. Asked again with the same Idempotency-Key, the token is
/// signed anew: it is kept nowhere.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/licences/{licence}/activations", tag = "licences",
    operation_id = "activate_machine",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("licence" = String, Path, description = "The licence's id"),
        IdempotencyKey
    ),
    request_body = NewActivation,
    responses((status = 201, description = "The machine's seat and token", body = Activated), Problems),
    security(("key" = ["licences:write"]), ("operator" = ["licences:write"]))
)]
pub(super) async fn activate(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<NewActivation>,
) -> Response {
    let NewActivation { machine, machine_name } = &once.body;
    let form = ActivateForm { machine: machine.clone(), machine_name: machine_name.clone() };
    let done = licence::activate_by_key(&state.portico, &once.caller, &slug, &id, &form).await;
    match once.settle(done.map(|LicenceId(id)| id)) {
        Made::Answered(response) => response,
        Made::Is(id, again) => {
            let shown = async {
                let mut scope = Scope::open(&state.portico, &once.caller, &slug).await?;
                licence::activated(&state.portico, &mut scope, &id.to_string(), machine).await
            };
            once.answer_unkept(StatusCode::CREATED, shown.await.map(Activated::from), again)
        }
    }
}

/// Deactivate a machine
///
/// Its seat is free for another. The token that it has holds until its end.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account}/licences/{licence}/activations/{activation}", tag = "licences",
    operation_id = "deactivate_machine",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("licence" = String, Path, description = "The licence's id"),
        ("activation" = String, Path, description = "The activation's id")
    ),
    responses((status = 204, description = "It has no seat any more"), Problems),
    security(("key" = ["licences:write"]), ("operator" = ["licences:write"]))
)]
pub(super) async fn deactivate(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, licence, activation)): Path<(String, String, String)>,
) -> Response {
    gone(&caller, licence::deactivate_by_key(&state.portico, &caller, &slug, &licence, &activation).await)
}

/// Suspend a licence
///
/// No machine can be activated until it is resumed. Machines that have its token go on until that ends.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/licences/{licence}/suspend", tag = "licences",
    operation_id = "suspend_licence",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("licence" = String, Path, description = "The licence's id"),
        IdempotencyKey
    ),
    responses((status = 200, description = "The licence, suspended", body = Licence), Problems),
    security(("operator" = ["licences:write"]))
)]
pub(super) async fn suspend(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<Nothing>,
) -> Response {
    stop(&state, &once, &slug, &id, Stop::Suspend).await
}

/// Resume a licence
///
/// It was suspended, and goes on.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/licences/{licence}/resume", tag = "licences",
    operation_id = "resume_licence",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("licence" = String, Path, description = "The licence's id"),
        IdempotencyKey
    ),
    responses((status = 200, description = "The licence, as it goes on", body = Licence), Problems),
    security(("operator" = ["licences:write"]))
)]
pub(super) async fn resume(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<Nothing>,
) -> Response {
    stop(&state, &once, &slug, &id, Stop::Resume).await
}

/// Revoke a licence
///
/// For good. Machines that have its token go on until that ends.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/licences/{licence}/revoke", tag = "licences",
    operation_id = "revoke_licence",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("licence" = String, Path, description = "The licence's id"),
        IdempotencyKey
    ),
    responses((status = 200, description = "The licence, revoked", body = Licence), Problems),
    security(("operator" = ["licences:write"]))
)]
pub(super) async fn revoke(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<Nothing>,
) -> Response {
    stop(&state, &once, &slug, &id, Stop::Revoke).await
}

/// Does this to a licence, and shows it as it is then.
async fn stop(state: &AppState, once: &Once<Nothing>, slug: &str, id: &str, what: Stop) -> Response {
    let done = licence::stop_by_key(&state.portico, &once.caller, slug, id, what).await;
    match once.settle(done.map(|LicenceId(id)| id)) {
        Made::Answered(response) => response,
        Made::Is(id, again) => {
            let shown = async {
                let mut scope = Scope::open(&state.portico, &once.caller, slug).await?;
                licence::view_by_key(&mut scope, &id.to_string()).await
            };
            once.answer(state, StatusCode::OK, shown.await.map(Licence::from), again).await
        }
    }
}
