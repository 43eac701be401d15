//! What stands around every request, one concern per file. [`crate::router`] puts them in order.

mod cache;
mod client_address;
mod cross_site;
mod headers;
mod panic;
mod record;
mod request_id;
mod timeout;

pub(crate) use self::{
    cache::never_store, client_address::find_client_address, cross_site::cross_site_layer, headers::StripeAllowed,
    headers::protect, panic::catch_panic, record::record, request_id::assign_request_id, timeout::limit_time,
};
pub use self::{client_address::ClientAddress, request_id::RequestId};

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// An answer in one sentence of plain text, for clients that no page can be drawn for.
pub(crate) fn plain(status: StatusCode, text: impl Into<String>) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text.into()).into_response()
}
