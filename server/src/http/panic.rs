//! A panic is our fault and ends one request, not the connection or the server.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use axum::{extract::Request, http::StatusCode, middleware::Next, response::Response};

use super::{RequestId, plain};

/// Answers 500 with the request's id when a handler panics. The panic hook has logged why.
pub(crate) async fn catch_panic(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().copied();
    let mut answer = pin!(next.run(request));
    // What the handler left half done is dropped with it and seen by nobody.
    let outcome = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))) {
        Ok(poll) => poll.map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await;
    outcome.unwrap_or_else(|| {
        let id = id.map(|id| format!(" Its number is {id}.")).unwrap_or_default();
        plain(StatusCode::INTERNAL_SERVER_ERROR, format!("Something went wrong on our side, and it is logged.{id}\n"))
    })
}
