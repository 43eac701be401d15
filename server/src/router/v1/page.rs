//! A page of a list, with where the next one begins: after a key and never at an offset, so that the last page costs as
//! much as the first.

use app::links::escape;
use axum::{
    Json,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use backend::{Error, access::Caller};
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::ProblemDetails;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// What is on it.
    data: Vec<T>,
    /// What to ask for as `after` for the next page; `null` on the last.
    #[schema(required = true)]
    next: Option<String>,
}

impl<T: Serialize> Page<T> {
    /// The page that was found at this address, with whether there are more; `key` says after which item the next one
    /// begins.
    pub(super) fn answer<F: Into<T>>(
        uri: &Uri,
        limit: usize,
        caller: &Caller,
        found: Result<(Vec<F>, bool), Error>,
        key: impl FnOnce(&F) -> String,
    ) -> Response {
        let (found, more) = match found {
            Ok(found) => found,
            Err(error) => return ProblemDetails::of(error, &caller.request_id).into_response(),
        };
        let next = found.last().filter(|_| more).map(key);
        let data = found.into_iter().map(Into::into).collect();
        let link =
            next.as_ref().map(|next| format!("<{}?after={}&limit={limit}>; rel=\"next\"", uri.path(), escape(next)));
        let mut response = Json(Self { data, next }).into_response();
        if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}
