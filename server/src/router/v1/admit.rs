//! Who asks: a program with a key. How much it may still ask stands in the headers of every answer (the IETF's draft
//! "RateLimit header fields for HTTP").

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend::{
    access::Caller,
    service::program::{self, Admission},
};

use super::problem::{Kind, ProblemDetails, Refused, number};
use crate::{http::ClientAddress, state::AppState};

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// A program that was let in, from the request's extensions.
#[derive(Clone, Debug)]
pub(super) struct Asking(pub(super) Caller);

/// Lets a program in by its key. Nothing else of the request says who asks: no cookie is read.
pub(super) async fn admit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let request_id = number(request.extensions());
    let caller = Caller {
        address: request.extensions().get::<ClientAddress>().map(|ClientAddress(address)| *address),
        user_agent: text(request.headers(), &header::USER_AGENT),
        request_id: request_id.clone(),
        ..Caller::default()
    };
    let key = bearer(request.headers()).unwrap_or_default();
    let admission = match program::admit(&state.portico, &caller, &key).await {
        Ok(admission) => admission,
        Err(error) => return ProblemDetails::of(error, &request_id).into_response(),
    };
    let headers = limits(&admission);
    let mut response = match admission.retry_after {
        Some(seconds) => Kind::Throttled.details(&request_id).after(seconds.unsigned_abs()).into_response(),
        None => {
            request.extensions_mut().insert(Asking(Caller { program: Some(admission.program), ..caller }));
            next.run(request).await
        }
    };
    response.headers_mut().extend(headers);
    response
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// The key in `Authorization: Bearer` (RFC 6750); none when there are several.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(only), None) = (given.next(), given.next()) else { return None };
    let (scheme, key) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
}

fn limits(admission: &Admission) -> Vec<(HeaderName, HeaderValue)> {
    let burst = admission.limit.burst;
    let window = (admission.limit.every.as_millis() * i128::from(burst)).div_euclid(1000).max(1);
    let policy = format!("\"key\";q={burst};w={window}");
    let left = format!("\"key\";r={};t={}", admission.remaining, admission.reset);
    [(POLICY, policy), (LIMIT, left)]
        .into_iter()
        .filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?)))
        .collect()
}

/// The program that asks, of a request that came past [`admit`].
///
/// # Errors
/// A problem when it did not.
pub(super) fn asking(parts: &Parts) -> Result<Caller, Refused> {
    let found = parts.extensions.get::<Asking>().map(|Asking(caller)| caller.clone());
    found.ok_or_else(|| Kind::KeyRequired.details(&number(&parts.extensions)).into())
}
