//! Answers: what was found; and to what makes something the same, however often it is asked.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Error, access::Caller, error::Asked, service::program};
use serde::Serialize;
use uuid::Uuid;

use super::{input::Once, problem::ProblemDetails};
use crate::state::AppState;

/// What was found, as a program reads it; or why not.
pub(super) fn shown<F, V: From<F> + Serialize>(caller: &Caller, found: Result<F, Error>) -> Response {
    match found {
        Ok(found) => Json(V::from(found)).into_response(),
        Err(error) => ProblemDetails::of(error, &caller.request_id).into_response(),
    }
}

/// Nothing: it was taken away; or why not.
pub(super) fn gone(caller: &Caller, done: Result<(), Error>) -> Response {
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => ProblemDetails::of(error, &caller.request_id).into_response(),
    }
}

/// What came of a request that makes something.
pub(super) enum Made {
    /// It is known how it was answered.
    Answered(Response),
    /// This is there now, and is to be shown.
    Is(Uuid, Again),
}

/// Whether this was asked before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    Yes,
    No,
}

impl<T> Once<T> {
    /// What the use-case did, or had done before.
    pub(super) fn settle(&self, done: Result<Uuid, Error>) -> Made {
        match done {
            Ok(id) => Made::Is(id, Again::No),
            Err(Error::Asked(asked)) => match *asked {
                Asked { answer: Some((status, body)), .. } => {
                    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                    Made::Answered(json(status, body, Again::Yes))
                }
                // Whoever answered first stopped before the answer was kept, or has not kept it yet.
                Asked { target, answer: None } => Made::Is(target, Again::Yes),
            },
            Err(error) => Made::Answered(ProblemDetails::of(error, &self.caller.request_id).into_response()),
        }
    }

    /// Shows what was made, and keeps the answer.
    pub(super) async fn answer<V: Serialize>(
        &self,
        state: &AppState,
        status: StatusCode,
        shown: Result<V, Error>,
        again: Again,
    ) -> Response {
        let body = match written(shown) {
            Ok(body) => body,
            Err(error) => return ProblemDetails::of(error, &self.caller.request_id).into_response(),
        };
        if let Caller { program: Some(program), .. } = &self.caller {
            let kept = program::keep_answer(&state.portico, program, &self.claim, status.as_u16(), &body).await;
            if let Err(error) = kept {
                // What was made stands; asked again, it is shown as it is then.
                tracing::warn!(%error, "the answer to a program was not kept");
            }
        }
        json(status, body, again)
    }

    /// As [`Self::answer`] for an answer that nothing may keep: asked again, it is made anew.
    pub(super) fn answer_unkept<V: Serialize>(
        &self,
        status: StatusCode,
        shown: Result<V, Error>,
        again: Again,
    ) -> Response {
        match written(shown) {
            Ok(body) => json(status, body, again),
            Err(error) => ProblemDetails::of(error, &self.caller.request_id).into_response(),
        }
    }
}

fn written<V: Serialize>(shown: Result<V, Error>) -> Result<String, Error> {
    serde_json::to_string(&shown?).map_err(|error| Error::internal("writing an answer", error))
}

fn json(status: StatusCode, body: String, again: Again) -> Response {
    let mut response = (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    if again == Again::Yes {
        response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    response
}
