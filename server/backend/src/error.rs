//! What can go wrong inside, and what of it a person is told.

use domain::Problem;
use thiserror::Error;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What came of a request that a program sends again.
#[derive(Debug)]
pub struct Asked {
    /// What was made or changed.
    pub target: uuid::Uuid,
    /// The answer's status and body; `None` when whoever answered stopped before it was kept.
    pub answer: Option<(u16, String)>,
}

/// What went wrong.
#[derive(Debug, Error)]
pub enum Error {
    /// Something that the person can be told as it is.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// A program asked for this before: nothing was done again.
    #[error("asked before")]
    Asked(Box<Asked>),
    /// The database did not do it.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// Something that should not happen.
    #[error("{what}: {source}")]
    Internal {
        /// What was being done.
        what: &'static str,
        /// What happened.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// A fault of ours.
    pub fn internal(what: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal { what, source: source.into() }
    }

    /// What a person is told in answer to this request (its id; empty outside one). A fault of ours is logged here,
    /// once; its words stay here.
    #[must_use]
    pub fn into_problem(self, request: &str) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Database(
                error
                @ (sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_)),
            ) => {
                tracing::error!(%error, "the database cannot be reached");
                Problem::Unavailable
            }
            Self::Database(error) if is_shutting_down(&error) => {
                tracing::error!(%error, "the database is restarting");
                Problem::Unavailable
            }
            error => {
                tracing::error!(error = %error, "a request failed");
                Problem::Internal { request: request.to_owned() }
            }
        }
    }
}

impl From<sqlx::Error> for Error {
    /// A broken rule of the schema that a person can mend becomes a field's fault; everything else stays inside.
    fn from(error: sqlx::Error) -> Self {
        let told = error.as_database_error().and_then(|e| e.constraint()).and_then(|constraint| {
            Some(match constraint {
                "groups_sibling_name" => {
                    Problem::field("name", "A group of this name is already there; choose another name.")
                }
                "group_paths_depth" => Problem::field(
                    "to",
                    format!("The tree would be more than {} levels deep.", domain::group::MOST_LEVELS),
                ),
                "groups_no_cycle" => Problem::field("to", domain::access::Refusal::BelowItself.explain()),
                "users_handle_key" => Problem::field("handle", "This User id is already in use in this account."),
                "grants_once_per_group" | "grants_once_per_user" => {
                    Problem::field("who", "They have access here already; end it first to give another.")
                }
                "logins_email_key" => Problem::field("email", "This address is in use already; choose another one."),
                "products_sku_key" => {
                    Problem::field("sku", "This code is taken by another product; choose another one.")
                }
                "accounts_slug_key" => {
                    Problem::field("slug", "This address is taken by another account; choose another one.")
                }
                "issuers_slug_key" => {
                    Problem::field("slug", "Another issuer has this name in commands; choose another one.")
                }
                _ => return None,
            })
        });
        told.map_or(Self::Database(error), Self::Problem)
    }
}

/// PostgreSQL is being stopped or started (SQLSTATE class 57P, "operator intervention").
fn is_shutting_down(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|e| e.code()).is_some_and(|code| code.starts_with("57P"))
}
