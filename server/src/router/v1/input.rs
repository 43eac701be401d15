//! What a program sends, read strictly: a field that is not known is a fault, because it is a misunderstanding.

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Query, Request},
    http::{HeaderMap, header, request::Parts},
};
use backend::access::{Caller, Claim, Program};
use domain::Problem;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use sha2::{Digest as _, Sha256};
use utoipa::IntoParams;

use super::{
    BODY_LIMIT,
    admit::asking,
    problem::{Kind, ProblemDetails, Refused, number},
};
use crate::state::AppState;

/// Characters that an `Idempotency-Key` may have.
const CLAIM_MOST: usize = 255;

/// Characters that the end of a page may have, from which the next one begins.
const AFTER_MOST: usize = 200;

/// The program that asks, for what is only read or can be done again without harm.
pub(super) struct Asks(pub(super) Caller);

impl FromRequestParts<AppState> for Asks {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Self::Rejection> {
        asking(parts).map(Self)
    }
}

/// A request that makes something: what is sent, by a program that claims it with its `Idempotency-Key`.
pub(super) struct Once<T> {
    pub(super) caller: Caller,
    pub(super) claim: Claim,
    pub(super) body: T,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Once<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let caller = asking(&parts)?;
        let name = claimed(&parts)?;
        let sent = read(body, &parts).await?;
        let mut hash = Sha256::new();
        for part in [parts.method.as_str().as_bytes(), parts.uri.to_string().as_bytes(), &sent] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let claim = Claim { name, request: hash.finalize().into() };
        let program = caller.program.clone().map(|program| Program { claim: Some(claim.clone()), ..program });
        Ok(Self { caller: Caller { program, ..caller }, claim, body: parse(&sent, &parts)? })
    }
}

/// The body of a request that says everything by its address: none, or an empty object.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// A request that changes something and may be sent again: what is sent, and by whom.
pub(super) struct Sends<T> {
    pub(super) caller: Caller,
    pub(super) body: T,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Sends<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let caller = asking(&parts)?;
        let sent = read(body, &parts).await?;
        Ok(Self { caller, body: parse(&sent, &parts)? })
    }
}

async fn read(body: axum::body::Body, parts: &Parts) -> Result<Bytes, Refused> {
    to_bytes(body, BODY_LIMIT).await.map_err(|_| Kind::TooLarge.details(&number(&parts.extensions)).into())
}

fn parse<T: DeserializeOwned>(sent: &[u8], parts: &Parts) -> Result<T, Refused> {
    let request = number(&parts.extensions);
    if !sent.is_empty() && !is_json(&parts.headers) {
        return Err(Kind::NotJson.details(&request).into());
    }
    let malformed = |error: &serde_json::Error| Kind::Malformed.saying(&request, format!("{error}.")).into();
    let mut json = serde_json::Deserializer::from_slice(if sent.is_empty() { b"{}" } else { sent });
    match serde_path_to_error::deserialize(&mut json) {
        Ok(body) => json.end().map(|()| body).map_err(|error| malformed(&error)),
        Err(error) if error.inner().is_data() => {
            Err(ProblemDetails::of_problem(misunderstood(&error), &request).into())
        }
        Err(error) => Err(malformed(error.inner())),
    }
}

/// A value that is not what is expected there, as a fault of its field: `lines.1.quantity` in the first line. What is
/// missing is a field, too.
fn misunderstood(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let said = error.inner().to_string();
    let said = said.split_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    let missing = said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')).map(str::to_owned);
    let place = error.path().iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some((index + 1).to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    let field = place.chain(missing).collect::<Vec<_>>().join(".");
    let mut letters = said.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    Problem::field(field, format!("{first}{}.", letters.as_str()))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// How the document describes what [`claimed`] reads.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the document reads its fields, and nothing else")]
pub(super) struct IdempotencyKey {
    /// What makes asking again harmless
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    idempotency_key: String,
}

/// The request's `Idempotency-Key` (the IETF's draft "The Idempotency-Key HTTP Header Field").
fn claimed(parts: &Parts) -> Result<String, Refused> {
    let given = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
    // The draft has it in quotation marks; most programs send it without.
    let name = given.strip_prefix('"').and_then(|name| name.strip_suffix('"')).filter(|name| !name.is_empty());
    let name = name.unwrap_or(given);
    if (1..=CLAIM_MOST).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(name.to_owned());
    }
    let expected = "Idempotency-Key is missing or cannot be used: send 1 to 255 printable characters, a new UUID for \
                    instance, and the same again when you repeat the request.";
    Err(Kind::Malformed.saying(&number(&parts.extensions), expected).into())
}

/// Which part of a list is asked for.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    /// Only what comes after this: `next` of the page before.
    #[serde(default)]
    #[param(required = false, max_length = 200)]
    pub(super) after: String,
    /// At most so many.
    #[serde(default = "usual")]
    #[param(required = false, minimum = 1, maximum = 100, default = 50)]
    pub(super) limit: usize,
}

const fn usual() -> usize {
    50
}

/// The query of a list.
pub(super) struct Listed(pub(super) Part);

impl FromRequestParts<AppState> for Listed {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let wrong = |number: &str| {
            Kind::Malformed
                .saying(number, "A list takes limit, a number from 1 to 100, and after, what a page gave as next.")
                .into()
        };
        let request = number(&parts.extensions);
        let Ok(Query(part)) = Query::<Part>::from_request_parts(parts, state).await else {
            return Err(wrong(&request));
        };
        if (1..=100).contains(&part.limit) && part.after.chars().count() <= AFTER_MOST {
            Ok(Self(part))
        } else {
            Err(wrong(&request))
        }
    }
}

/// The query of what is only read.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Asked<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(error) => Err(Kind::Malformed.saying(&number(&parts.extensions), error.body_text()).into()),
        }
    }
}
