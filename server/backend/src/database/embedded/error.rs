//! Why the private cluster does not run: one sentence each, and what to do about it.

use std::{io, path::PathBuf};

/// What can keep the private cluster from running.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// There is no PostgreSQL on this machine.
    #[error(
        "no PostgreSQL {minimum} or newer was found: install it (Debian and Ubuntu: `apt install postgresql`; Fedora: \
         `dnf install postgresql-server postgresql-contrib`; macOS: `brew install postgresql@17`), or set DATABASE_URL \
         to one that runs elsewhere"
    )]
    NotInstalled {
        /// The oldest major version that will do.
        minimum: u32,
    },
    /// The data was made by a version that is not installed.
    #[error(
        "the data in {} was made by PostgreSQL {version}, and only {found} is installed here: install PostgreSQL \
         {version}, or move the data with pg_upgrade", directory.display()
    )]
    OtherVersion {
        /// Where the data is.
        directory: PathBuf,
        /// Its major version.
        version: u32,
        /// The major versions that are installed, or "no PostgreSQL".
        found: String,
    },
    /// PostgreSQL refuses to run as root, and there is nobody else.
    #[error("PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody` to run it as")]
    NoUser,
    /// Not our files.
    #[error("{} belongs to another user: run Portico as that user, or choose another data directory", .0.display())]
    OtherOwner(PathBuf),
    /// The data directory led elsewhere, and there is nothing.
    #[error("{} leads to a place that does not exist: remove the link to begin afresh, or bring the data back", .0.display())]
    Dangling(PathBuf),
    /// Somebody else has a directory where the socket should be.
    #[error("{} is not a directory that only we can enter: remove it, or choose a data directory with a shorter path", .0.display())]
    UnsafeSocket(PathBuf),
    /// No place for the socket.
    #[error("the path of {} is too long for a Unix socket, and there is no other place for it: choose a shorter one", .0.display())]
    LongPath(PathBuf),
    /// A file cannot be read or written.
    #[error("{} cannot be used: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A program of PostgreSQL's failed.
    #[error("PostgreSQL's {program} failed: {message}")]
    Program {
        /// Its name.
        program: &'static str,
        /// The end of what it said.
        message: String,
    },
    /// Another process starts or stops the cluster and does not come to an end.
    #[error("another Portico process keeps {} locked: wait for it, or end it", .0.display())]
    Busy(PathBuf),
    /// PostgreSQL runs but does not let us in.
    #[error("the private PostgreSQL cannot be used: {0}")]
    Database(sqlx::Error),
    /// The program ends at this moment.
    #[error("interrupted while starting or stopping PostgreSQL")]
    Interrupted,
}

impl ClusterError {
    /// For `map_err`: what happened to `path`.
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> ClusterError {
        let path = path.into();
        move |source| ClusterError::File { path, source }
    }
}
