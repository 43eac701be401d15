//! A page of a list, with where the next one begins: after a key and never at an offset, so that the last page costs as
//! much as the first.

use app::links::escape;
use axum::{
    Json,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

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
    /// A page of this address. `next` is the key of its last item when there are more.
    pub(super) fn answer(uri: &Uri, limit: usize, data: Vec<T>, next: Option<String>) -> Response {
        let link =
            next.as_ref().map(|next| format!("<{}?after={}&limit={limit}>; rel=\"next\"", uri.path(), escape(next)));
        let mut response = Json(Self { data, next }).into_response();
        if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}
