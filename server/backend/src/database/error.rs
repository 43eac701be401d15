//! What can go wrong with the database as a whole, in sentences for the operator who reads them on a terminal.

use super::{APP_ROLE, embedded::ClusterError};

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The private cluster does not run.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// A connection URL that cannot be read.
    #[error("{name} is not a PostgreSQL URL such as postgres://user:password@host/database: {source}")]
    Url {
        /// The setting that holds it.
        name: &'static str,
        /// What is wrong with it.
        source: sqlx::Error,
    },
    /// PostgreSQL does not let us in.
    #[error("PostgreSQL cannot be reached: {0}")]
    Unreachable(sqlx::Error),
    /// A migration failed, or the database was migrated by a newer Portico.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The role in the URL may not work as `portico_app`.
    #[error("{user} may not become {APP_ROLE} (run `grant {APP_ROLE} to {user}` as the owner): {source}")]
    CannotBecomeApp {
        /// The role in the URL.
        user: String,
        /// PostgreSQL's answer.
        source: sqlx::Error,
    },
    /// The server may not change the schema, and it is not the one it needs.
    #[error(transparent)]
    NotReady(#[from] NotReady),
    /// Migrations were asked for and nobody may run them.
    #[error("{APP_ROLE} may not change the schema: set PORTICO_MIGRATE_URL to the role that owns it")]
    NoOwner,
    /// The role that the server works as could read every account.
    #[error("refusing to start: row-level security does not protect the accounts, because {role} {why}")]
    Unprotected {
        /// The role that was probed.
        role: String,
        /// What makes it dangerous.
        why: &'static str,
    },
    /// A question about roles or schema failed.
    #[error("the database could not be checked: {0}")]
    Check(sqlx::Error),
}

/// Why a running server should get no requests.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Silent(#[from] sqlx::Error),
    /// Migrations are missing.
    #[error("the schema is out of date: run `portico migrate`")]
    Outdated,
}

/// Whether PostgreSQL is not there or has no time at this moment, so that asking again later makes sense.
pub(super) fn is_unavailable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        // 57P01–57P03: shutting down, crashed, starting up; 53300: too many connections.
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| matches!(&*code, "57P01" | "57P02" | "57P03" | "53300"))
        }
        _ => false,
    }
}
