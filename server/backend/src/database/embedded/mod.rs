//! A private PostgreSQL for those who set no DATABASE_URL: it lives in a data directory, listens on a Unix socket
//! only, and runs as long as some process of ours uses it.
//!
//! Two lock files carry the agreement between processes. Everyone who uses the cluster holds `users.lock` shared;
//! whoever leaves and can take it exclusively was the last and stops PostgreSQL. Joining, restarting and leaving
//! happen under `start.lock`. The kernel drops both when a process is killed, so nothing stale can remain of them;
//! a PostgreSQL that is left running is adopted by whoever comes next.

mod error;
mod installation;
mod locks;
mod place;
mod postmaster;

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tokio::task::{JoinHandle, spawn_blocking};

pub use self::error::ClusterError;
use self::{installation::Installation, locks::Locks, place::Place, postmaster::Postmaster};

/// The private cluster's superuser, who owns the tables.
pub const OWNER: &str = "portico";

/// The database in the private cluster.
const DATABASE: &str = "portico";

/// How long another process may take to start or stop the cluster before we give up waiting for it.
const PATIENCE: Duration = Duration::from_secs(90);

/// How often the supervisor looks whether PostgreSQL is alive.
const HEARTBEAT: Duration = Duration::from_millis(250);

/// How long the supervisor waits after a restart that failed.
const RETRY: Duration = Duration::from_secs(2);

/// This process's share in a private cluster. When it is dropped without [`Cluster::leave`], PostgreSQL keeps running
/// and the next process adopts it.
#[derive(Debug)]
pub struct Cluster {
    inner: Arc<Inner>,
    users: Mutex<Option<File>>,
    supervisor: JoinHandle<()>,
}

#[derive(Debug)]
struct Inner {
    place: Place,
    installation: Installation,
    locks: Locks,
    socket: PathBuf,
    process: Mutex<Postmaster>,
    leaving: AtomicBool,
}

/// What became of PostgreSQL when this process left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// This was the last user, so PostgreSQL has stopped.
    Stopped,
    /// Another process uses it.
    Running,
}

impl Cluster {
    /// Joins the cluster in `directory`; makes it and starts it where need be.
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub async fn join(directory: &Path) -> Result<Cluster, ClusterError> {
        let directory = directory.to_owned();
        let (inner, users) = blocking(move || {
            let place = Place::find(&directory)?;
            let locks = Locks::in_directory(&place.root);
            let _starting = locks.start(PATIENCE)?;
            let users = locks.share()?;
            let installation = Installation::find(place.version()?, &place.data)?;
            if place.version()?.is_none() {
                installation.initialise(&place)?;
            }
            let socket = place.socket_directory()?;
            let process = installation.ensure_running(&place, &socket)?;
            let leaving = AtomicBool::new(false);
            let socket = process.socket.clone();
            Ok((Inner { place, installation, locks, socket, process: Mutex::new(process), leaving }, users))
        })
        .await?;
        let inner = Arc::new(inner);
        let supervisor = tokio::spawn(supervise(Arc::clone(&inner)));
        let cluster = Cluster { inner, users: Mutex::new(Some(users)), supervisor };
        if let Err(error) = cluster.make_database().await {
            // Its error matters less than the first one.
            if let Err(second) = cluster.leave().await {
                tracing::warn!(error = %second, "the private PostgreSQL could not be stopped");
            }
            return Err(error);
        }
        Ok(cluster)
    }

    /// How to connect as `user`. Stays the same when PostgreSQL is restarted.
    pub fn options(&self, user: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.inner.socket)
            .port(postmaster::PORT)
            .username(user)
            .database(DATABASE)
            .application_name("portico")
            .statement_cache_capacity(super::STATEMENT_CACHE)
    }

    /// Where the cluster's files are. Not below the data directory when the user that PostgreSQL runs as cannot reach
    /// that.
    pub fn directory(&self) -> &Path {
        &self.inner.place.data
    }

    /// PostgreSQL's main process.
    pub fn process_id(&self) -> i32 {
        self.inner.process().id
    }

    /// Leaves the cluster; the last one stops it and disconnects whoever is still connected. A second call does nothing.
    ///
    /// # Errors
    /// When PostgreSQL does not stop, or another process keeps the lock.
    pub async fn leave(&self) -> Result<Left, ClusterError> {
        self.inner.leaving.store(true, Ordering::SeqCst);
        self.supervisor.abort();
        let Some(users) = self.users.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return Ok(Left::Running);
        };
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            let _starting = inner.locks.start(PATIENCE)?;
            if !inner.locks.last(&users)? {
                return Ok(Left::Running);
            }
            inner.installation.stop(&inner.place)?;
            Ok(Left::Stopped)
        })
        .await
    }

    /// Makes the database where it is missing.
    async fn make_database(&self) -> Result<(), ClusterError> {
        let options = self.options(OWNER).database("postgres");
        let deadline = Instant::now() + PATIENCE;
        let mut connection = loop {
            match PgConnection::connect_with(&options).await {
                Ok(connection) => break connection,
                // An adopted PostgreSQL can be on its way through recovery.
                Err(error) if super::is_unavailable(&error) && Instant::now() < deadline => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(error) => return Err(ClusterError::Database(error)),
            }
        };
        let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(DATABASE)
            .fetch_one(&mut connection)
            .await
            .map_err(ClusterError::Database)?;
        if !exists {
            match sqlx::raw_sql("create database portico").execute(&mut connection).await {
                Ok(_) => {}
                // Another process was quicker: as "exists" or, in the same instant, as a unique violation.
                Err(sqlx::Error::Database(error))
                    if error.code().is_some_and(|code| matches!(&*code, "42P04" | "23505")) => {}
                Err(error) => return Err(ClusterError::Database(error)),
            }
        }
        connection.close().await.map_err(ClusterError::Database)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.inner.leaving.store(true, Ordering::SeqCst);
        self.supervisor.abort();
    }
}

impl Inner {
    fn process(&self) -> Postmaster {
        self.process.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts PostgreSQL again, unless we are leaving or another process did it already.
    fn revive(&self) -> Result<(), ClusterError> {
        let _starting = self.locks.start(PATIENCE)?;
        if self.leaving.load(Ordering::SeqCst) {
            return Ok(());
        }
        let process = self.installation.ensure_running(&self.place, &self.socket)?;
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = process;
        Ok(())
    }
}

/// Brings PostgreSQL back when it dies under us. The pool finds its way back by itself.
async fn supervise(inner: Arc<Inner>) {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        if inner.process().is_alive() {
            continue;
        }
        tracing::warn!("PostgreSQL is gone; starting it again");
        let reviving = Arc::clone(&inner);
        match blocking(move || reviving.revive()).await {
            Ok(()) => tracing::info!("PostgreSQL runs again"),
            Err(error) => {
                tracing::error!(%error, "PostgreSQL does not start");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ClusterError> + Send + 'static,
) -> Result<T, ClusterError> {
    spawn_blocking(work).await.map_err(|_| ClusterError::Interrupted)?
}
