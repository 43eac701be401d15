//! What is refused, as RFC 9457 has it: `application/problem+json` with a type that never changes.

use axum::{
    Json,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{FieldError, Problem};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, HeaderBuilder, Ref, RefOr, ResponseBuilder, response::Response as Described},
};

use crate::http::RequestId;

/// Why a request was not done. Nothing was changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// What went wrong, as a name that never changes.
    #[serde(rename = "type")]
    #[schema(example = "urn:portico:problem:not_found")]
    kind: String,
    /// The same in a few words.
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What went wrong this time, as a sentence.
    detail: String,
    /// The last part of the type.
    #[schema(example = "not_found")]
    code: &'static str,
    /// The request's number, under which it stands in the server's log.
    request: String,
    /// What is wrong with single fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldFault>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldFault {
    /// The field's name; empty for the whole request.
    field: String,
    /// What is wrong with it and what is expected, as a sentence.
    message: String,
}

macro_rules! kinds {
    ($($kind:ident: $status:ident, $code:literal, $title:literal, $detail:literal;)+) => {
        /// The kinds of problems that there are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind {
            $($kind),+
        }

        impl Kind {
            const ALL: &[Self] = &[$(Self::$kind),+];

            const fn parts(self) -> (StatusCode, &'static str, &'static str, &'static str) {
                match self {
                    $(Self::$kind => (StatusCode::$status, $code, $title, $detail)),+
                }
            }
        }
    };
}

kinds! {
    Malformed: BAD_REQUEST, "malformed", "The request cannot be read", "The request cannot be read.";
    KeyRequired: UNAUTHORIZED, "key_required", "A key is needed",
        "Send a key that is in force: Authorization: Bearer portico_key_…";
    Forbidden: FORBIDDEN, "forbidden", "The key may not do this", "The key may not do this.";
    NotFound: NOT_FOUND, "not_found", "Nothing there", "There is nothing here, or nothing that this key reaches.";
    MethodNotAllowed: METHOD_NOT_ALLOWED, "method_not_allowed", "Not done here",
        "This address is there, and answers other methods.";
    Conflict: CONFLICT, "conflict", "Changed meanwhile", "It was changed meanwhile; read it again.";
    TooLarge: PAYLOAD_TOO_LARGE, "too_large", "Too large", "The body is larger than any that is expected here.";
    NotJson: UNSUPPORTED_MEDIA_TYPE, "not_json", "Not JSON", "Send JSON: Content-Type: application/json";
    Invalid: UNPROCESSABLE_ENTITY, "invalid", "Some fields are at fault", "Some fields need another look.";
    Throttled: TOO_MANY_REQUESTS, "throttled", "Too many requests", "Too many requests. Wait, then ask again.";
    Internal: INTERNAL_SERVER_ERROR, "internal", "A fault of ours", "Something went wrong on our side. It is logged.";
    Unavailable: SERVICE_UNAVAILABLE, "unavailable", "Not just now",
        "Portico cannot answer just now. Ask again in a moment.";
}

impl Kind {
    /// The problem in its usual words.
    pub(super) fn details(self, request: &str) -> ProblemDetails {
        let (.., detail) = self.parts();
        self.saying(request, detail)
    }

    /// The problem in these words.
    pub(super) fn saying(self, request: &str, detail: impl Into<String>) -> ProblemDetails {
        let (status, code, title, _) = self.parts();
        ProblemDetails {
            kind: format!("urn:portico:problem:{code}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            code,
            request: request.to_owned(),
            errors: Vec::new(),
            retry_after: None,
        }
    }
}

impl ProblemDetails {
    /// What a use-case refused, or a fault of ours, which is logged here.
    pub(super) fn of(error: backend::Error, request: &str) -> Self {
        Self::of_problem(error.into_problem(request), request)
    }

    /// What is told about a problem.
    pub(super) fn of_problem(problem: Problem, request: &str) -> Self {
        let errors = problem.field_errors().iter().map(FieldFault::of).collect();
        let details = match problem {
            Problem::SignInRequired | Problem::PasswordChangeRequired | Problem::SecondFactorRequired => {
                Kind::KeyRequired.details(request)
            }
            Problem::NotFound => Kind::NotFound.details(request),
            Problem::Forbidden { reason } => Kind::Forbidden.saying(request, reason),
            Problem::Invalid { .. } => Kind::Invalid.details(request),
            Problem::Conflict { .. } => Kind::Conflict.details(request),
            Problem::Throttled { retry_after } => Kind::Throttled.details(request).after(retry_after),
            Problem::Unavailable => Kind::Unavailable.details(request).after(1),
            Problem::Internal { .. } => Kind::Internal.details(request),
        };
        Self { errors, ..details }
    }

    /// The same, with when to ask again, in seconds.
    pub(super) fn after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
}

impl FieldFault {
    fn of(error: &FieldError) -> Self {
        Self { field: error.field.clone(), message: error.message.clone() }
    }
}

impl IntoResponse for ProblemDetails {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"portico\""));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Why a request is not looked at any further.
pub(super) struct Refused(Box<ProblemDetails>);

impl From<ProblemDetails> for Refused {
    fn from(details: ProblemDetails) -> Self {
        Self(Box::new(details))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

/// The number of a request.
pub(super) fn number(extensions: &axum::http::Extensions) -> String {
    extensions.get::<RequestId>().map(ToString::to_string).unwrap_or_default()
}

/// A problem of this kind in answer to a request.
pub(super) fn told(request: &Request, kind: Kind) -> Response {
    kind.details(&number(request.extensions())).into_response()
}

/// What every route may answer beside what it is for.
pub(super) struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        let described = Kind::ALL.iter().filter(|kind| **kind != Kind::MethodNotAllowed).map(|kind| {
            let (status, _, title, _) = kind.parts();
            let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemDetails"))).build();
            let mut response = ResponseBuilder::new().description(title).content("application/problem+json", content);
            if matches!(kind, Kind::Throttled | Kind::Unavailable) {
                let seconds = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::Integer);
                let after = HeaderBuilder::new()
                    .schema(Some(seconds))
                    .description(Some("Seconds until it is worth asking again"));
                response = response.header("Retry-After", after.build());
            }
            (status.as_u16().to_string(), RefOr::T(response.build()))
        });
        described.collect()
    }
}
