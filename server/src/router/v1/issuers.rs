//! The operator's companies that invoice, and what tax they charge.

use axum::{
    extract::{Path, State},
    http::Uri,
    response::Response,
};
use backend::service::issuer::{self, IssuerView, NewRate, RateView};
use domain::{language::Language, money::percent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answer::shown,
    input::{Asks, Listed, Part, Sends},
    page::Page,
    problem::Problems,
};
use crate::state::AppState;

/// A company that invoices, with the tax that it charges.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Issuer {
    id: Uuid,
    /// Its name in commands
    #[schema(example = "nordic-logistics")]
    slug: String,
    /// Its legal name
    name: String,
    /// ISO 3166-1 alpha-2
    #[schema(example = "SE")]
    country: String,
    /// What it charges, by the buyers' country
    taxes: Vec<Tax>,
}

/// The tax that is charged to buyers in a country.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tax {
    /// ISO 3166-1 alpha-2
    #[schema(example = "SE")]
    country: String,
    #[schema(example = "25%")]
    rate: String,
    /// What invoices call it
    #[schema(example = "Moms")]
    name: String,
}

/// A tax rate to be set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTax {
    /// Per cent, 0 to 100, with at most two decimals
    #[schema(example = "25%")]
    rate: String,
    /// What invoices call it
    #[schema(min_length = 1, max_length = 60, example = "Moms")]
    name: String,
}

impl From<IssuerView> for Issuer {
    fn from(of: IssuerView) -> Issuer {
        let IssuerView { id, slug, name, country, rates } = of;
        let tax = |RateView { country, basis_points, name }| Tax {
            country,
            rate: percent(basis_points, Language::English),
            name,
        };
        Issuer { id: id.0, slug, name, country, taxes: rates.into_iter().map(tax).collect() }
    }
}

/// List issuers
///
/// The companies that invoice, in the order of their names in commands.
#[utoipa::path(
    get, path = "/api/v1/issuers", tag = "issuers", operation_id = "list_issuers",
    params(Part),
    responses((status = 200, description = "A page of issuers", body = Page<Issuer>), Problems),
    security(("operator" = ["invoices:read"]))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Listed(part): Listed,
    uri: Uri,
) -> Response {
    let found = issuer::list_by_key(&state.portico, &caller, &part.after, part.limit).await;
    Page::<Issuer>::answer(&uri, part.limit, &caller, found, |last| last.slug.clone())
}

/// Read an issuer
#[utoipa::path(
    get, path = "/api/v1/issuers/{issuer}", tag = "issuers", operation_id = "get_issuer",
    params(("issuer" = String, Path, description = "The issuer's id")),
    responses((status = 200, description = "The issuer", body = Issuer), Problems),
    security(("operator" = ["invoices:read"]))
)]
pub(super) async fn get(State(state): State<AppState>, Asks(caller): Asks, Path(id): Path<String>) -> Response {
    shown::<_, Issuer>(&caller, issuer::view_by_key(&state.portico, &caller, &id).await)
}

/// Set a tax rate
///
/// What the issuer charges to buyers in a country, from the next invoice on.
#[utoipa::path(
    put, path = "/api/v1/issuers/{issuer}/taxes/{country}", tag = "issuers", operation_id = "set_tax",
    params(
        ("issuer" = String, Path, description = "The issuer's id"),
        ("country" = String, Path, description = "The buyers' country (ISO 3166-1 alpha-2)", example = "SE")
    ),
    request_body = NewTax,
    responses((status = 200, description = "The issuer, with its taxes", body = Issuer), Problems),
    security(("operator" = ["taxes:write"]))
)]
pub(super) async fn set_tax(
    State(state): State<AppState>,
    Path((id, country)): Path<(String, String)>,
    Sends { caller, body }: Sends<NewTax>,
) -> Response {
    let NewTax { rate, name } = body;
    let new = NewRate { issuer: id.clone(), country, rate, name };
    let done = async {
        issuer::set_tax_by_key(&state.portico, &caller, &new).await?;
        issuer::view_by_key(&state.portico, &caller, &id).await
    };
    shown::<_, Issuer>(&caller, done.await)
}
