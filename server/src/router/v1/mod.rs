//! The API for programs: `/api/v1/…`, one file per noun.
//!
//! A program comes with a key (`Authorization: Bearer`) and nothing else counts: no cookie, no header that a browser
//! adds. Every answer is JSON; what is refused is told as RFC 9457 has it (`problem`). Lists go page by page (`page`), and
//! what makes something is asked with an `Idempotency-Key`, so that asking again does nothing again (`input`, `answer`).
//!
//! The routes and their description are one: a handler is added with its `#[utoipa::path]`, and the document at
//! `/api/v1/openapi.json` is what was added. `docs` shows the same to people.

mod accounts;
mod admit;
mod answer;
mod brand;
mod catalogue;
mod contacts;
mod credit;
mod docs;
mod input;
mod invoices;
mod issuers;
mod licences;
mod lists;
mod numbers;
mod orders;
mod page;
mod payments;
mod problem;
mod products;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::Request,
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use tower_http::limit::RequestBodyLimitLayer;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use self::problem::{Kind, told};
use crate::{http::RequestId, state::AppState};

/// Where all of it lies.
const BASE: &str = "/api/v1/";

/// The largest body that a program may send, in bytes: there is room for the largest mark of a brand, in Base64.
const BODY_LIMIT: usize = 96 << 10;

/// What the document says beside the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Portico",
        description = "The API of this customer portal. A key of an account reaches that account alone, with the scopes \
that it was made with; keys of the operator reach every account. Keys are made under My Profile, Keys for programs.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(problem::ProblemDetails, problem::FieldFault)),
    modifiers(&Keys)
)]
struct Document;

/// The two kinds of keys.
struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let bearer = |description: &str| {
            SecurityScheme::Http(
                HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description)).build(),
            )
        };
        let components = document.components.get_or_insert_with(openapi::Components::new);
        components.add_security_scheme("key", bearer("A key of an account: `portico_key_…`"));
        components.add_security_scheme("operator", bearer("A key of the operator: `portico_operator_…`"));
    }
}

/// Every noun, for programs with a key.
fn nouns() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(accounts::list, accounts::create))
        .routes(routes!(accounts::get))
        .routes(routes!(contacts::list, contacts::create))
        .routes(routes!(contacts::get, contacts::change, contacts::remove))
        .routes(routes!(invoices::list, invoices::create))
        .routes(routes!(invoices::get))
        .routes(routes!(invoices::void))
        .routes(routes!(invoices::credit))
        .routes(routes!(invoices::record_transfer))
        .routes(routes!(invoices::pdf))
        .routes(routes!(payments::list))
        .routes(routes!(payments::get))
        .routes(routes!(products::list))
        .routes(routes!(products::get))
        .routes(routes!(orders::list, orders::place))
        .routes(routes!(orders::get))
        .routes(routes!(orders::cancel))
        .routes(routes!(orders::approve))
        .routes(routes!(orders::refuse))
        .routes(routes!(licences::list))
        .routes(routes!(licences::validate))
        .routes(routes!(licences::get))
        .routes(routes!(licences::activations, licences::activate))
        .routes(routes!(licences::deactivate))
        .routes(routes!(licences::suspend))
        .routes(routes!(licences::resume))
        .routes(routes!(licences::revoke))
        .routes(routes!(credit::get, credit::set))
        .routes(routes!(numbers::list, numbers::add))
        .routes(routes!(numbers::get, numbers::remove))
        .routes(routes!(catalogue::list, catalogue::add))
        .routes(routes!(catalogue::get))
        .routes(routes!(catalogue::price))
        .routes(routes!(catalogue::retire))
        .routes(routes!(issuers::list))
        .routes(routes!(issuers::get))
        .routes(routes!(issuers::set_tax))
        .routes(routes!(lists::list, lists::add))
        .routes(routes!(lists::get))
        .routes(routes!(brand::get, brand::change))
        .routes(routes!(brand::reset))
}

/// The document that describes all of it (OpenAPI 3.1).
#[must_use]
pub fn document() -> openapi::OpenApi {
    nouns().into_openapi()
}

/// The whole API.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    let (nouns, document) = nouns().split_for_parts();
    let json = Bytes::from(serde_json::to_vec(&document).unwrap_or_default());
    let document = Arc::new(serde_json::to_value(&document).unwrap_or_default());
    nouns
        .route_layer(from_fn_with_state(state.clone(), admit::admit))
        .route("/api/v1/openapi.json", get(move || async move { ([(header::CONTENT_TYPE, "application/json")], json) }))
        .route("/api/v1/docs", get(move |state, request| docs::page(state, request, document)))
        .route("/api/v1/{*nothing}", any(nothing))
        .method_not_allowed_fallback(wrong_method)
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
}

async fn nothing(request: Request) -> Response {
    told(&request, Kind::NotFound)
}

async fn wrong_method(request: Request) -> Response {
    told(&request, Kind::MethodNotAllowed)
}

/// Says in JSON what stands around every request and says it in words: that it took too long, was too large or failed.
pub(super) async fn in_json(request: Request, next: Next) -> Response {
    let is_ours = request.uri().path().starts_with(BASE);
    let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let response = next.run(request).await;
    let plain =
        response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !is_ours || !plain {
        return response;
    }
    let kind = match response.status() {
        // Nothing after the last slash is no address of ours.
        StatusCode::NOT_FOUND => Kind::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
        StatusCode::SERVICE_UNAVAILABLE => Kind::Unavailable,
        StatusCode::INTERNAL_SERVER_ERROR => Kind::Internal,
        StatusCode::BAD_REQUEST => Kind::Malformed,
        _ => return response,
    };
    kind.details(&id).into_response()
}
