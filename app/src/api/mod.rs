//! The server functions, one file each, by noun and verb: each parses, calls one use-case and answers.
#![expect(missing_docs, reason = "the macro makes a struct of each function; its fields are the arguments")]

pub mod access;
pub mod contact;
pub mod coverage;
pub mod deputy;
pub mod group;
pub mod handover;
pub mod history;
pub mod invoice;
pub mod licence;
pub mod list;
pub mod login;
pub mod order;
pub mod payment;
pub mod product;
pub mod profile;
pub mod program;
pub mod relocation;
pub mod security;
pub mod session;
pub mod theme;
pub mod user;
pub mod viewing;
pub mod webhook;

use domain::Problem;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a server function did not do what it was asked: the one error that crosses the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// What the person is told.
    pub problem: Problem,
}

impl ApiError {
    /// A fault of ours, which is logged here; its words stay on the server.
    #[must_use]
    pub fn internal(what: &str) -> Self {
        #[cfg(feature = "ssr")]
        tracing::error!(what, "a server function failed");
        #[cfg(not(feature = "ssr"))]
        let _ = what;
        Self { problem: Problem::Internal { request: String::new() } }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.problem.fmt(f)
    }
}

impl std::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // The browser could not reach the server, or not understand it.
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Response(_) => {
                Self { problem: Problem::Unavailable }
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self {
                problem: Problem::field(
                    "",
                    "The form did not arrive whole. Load the page again and send it once more.",
                ),
            },
            other => Self::internal(&other.to_string()),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<backend::Error> for ApiError {
    fn from(error: backend::Error) -> Self {
        let request = crate::request::RequestContext::current().map(|request| request.caller.request_id);
        Self { problem: error.into_problem(&request.unwrap_or_default()) }
    }
}
