//! Where Portico's data is: finding or starting PostgreSQL, the pool, the migrations, and the check that row-level
//! security protects the accounts. Everything else in this crate is handed a pool and knows none of this.

pub mod embedded;
mod error;
mod migration;
mod probe;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

use std::{path::PathBuf, sync::Arc, time::Duration};

use sqlx::{
    Connection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

pub use self::{
    embedded::{Cluster, ClusterError},
    error::{DatabaseError, NotReady},
    migration::migrate,
    probe::probe,
};

use self::error::is_unavailable;

/// The role that Portico works as: it owns nothing and row-level security binds it.
pub const APP_ROLE: &str = "portico_app";

/// How many prepared statements a connection keeps: more than Portico has, so that none is ever prepared twice.
const STATEMENT_CACHE: usize = 512;

/// How long a connection may lie idle before it is tested at the next use. Under load none does, so that no request
/// pays for the extra round trip; after a restart of PostgreSQL the dead ones are found out.
const TRUSTED_IDLE: Duration = Duration::from_millis(500);

/// How long a shutdown waits for queries that still run.
const FAREWELL: Duration = Duration::from_secs(5);

/// Where the database is.
#[derive(Clone, Debug)]
pub enum Source {
    /// A private cluster in this directory, started when it does not run.
    Embedded(PathBuf),
    /// A PostgreSQL that somebody else runs.
    External {
        /// What the server connects as: `portico_app`, or a role that may become it.
        url: String,
        /// What the migrations run as. Without it `url` does both, unless it connects as `portico_app`.
        owner_url: Option<String>,
    },
}

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// Where it is.
    pub source: Source,
    /// The most connections that this process opens for its work; signing in has a few of its own.
    pub max_connections: u32,
    /// How long a request waits for a free connection before it is told to come back later.
    pub acquire_timeout: Duration,
}

impl DatabaseConfig {
    /// The usual limits: 16 connections, 5 seconds.
    pub fn new(source: Source) -> DatabaseConfig {
        DatabaseConfig { source, max_connections: 16, acquire_timeout: Duration::from_secs(5) }
    }
}

/// An open database: migrated, probed, ready for work as `portico_app`.
#[derive(Clone, Debug)]
pub struct Database {
    /// Connections as `portico_app`.
    pub pool: PgPool,
    cluster: Option<Arc<Cluster>>,
}

/// The two ways in.
struct Routes {
    app: PgConnectOptions,
    /// Whether `app` is `portico_app` itself, or becomes it after connecting.
    app_becomes: bool,
    owner: Option<PgConnectOptions>,
    cluster: Option<Arc<Cluster>>,
}

impl Database {
    /// Opens the database: starts or joins the private cluster where there is one, brings the schema up to date,
    /// and makes sure that row-level security bites. Several processes may do this at the same time.
    ///
    /// # Errors
    /// One sentence for the operator: no PostgreSQL, no connection, a migration that failed, a role that sees rows of
    /// every account.
    pub async fn connect(config: &DatabaseConfig) -> Result<Database, DatabaseError> {
        let routes = Routes::find(&config.source).await?;
        let opened = routes.open(config).await;
        if opened.is_err()
            && let Some(cluster) = &routes.cluster
        {
            leave(cluster).await;
        }
        opened
    }

    /// Only brings the schema up to date.
    ///
    /// # Errors
    /// As [`Database::connect`]; [`DatabaseError::NoOwner`] when there is no role that may change the schema.
    pub async fn migrate(config: &DatabaseConfig) -> Result<(), DatabaseError> {
        let routes = Routes::find(&config.source).await?;
        let migrated = routes.migrate().await;
        if let Some(cluster) = &routes.cluster {
            leave(cluster).await;
        }
        if migrated? { Ok(()) } else { Err(DatabaseError::NoOwner) }
    }

    /// A database that is already open, migrated and run by somebody else.
    pub fn from_pool(pool: PgPool) -> Database {
        Database { pool, cluster: None }
    }

    /// Whether this is the private cluster.
    pub fn is_embedded(&self) -> bool {
        self.cluster.is_some()
    }

    /// The private cluster, where there is one.
    pub fn cluster(&self) -> Option<&Cluster> {
        self.cluster.as_deref()
    }

    /// Whether the database answers and its schema is the one that this program was built for.
    ///
    /// # Errors
    /// Which of the two fails.
    pub async fn ready(&self) -> Result<(), NotReady> {
        migration::current(&self.pool).await
    }

    /// Closes the connections and leaves the private cluster, which stops unless another process uses it.
    pub async fn shutdown(&self) {
        if tokio::time::timeout(FAREWELL, self.pool.close()).await.is_err() {
            tracing::warn!("some connections to the database are still in use; they are cut");
        }
        if let Some(cluster) = &self.cluster {
            leave(cluster).await;
        }
    }
}

impl Routes {
    async fn find(source: &Source) -> Result<Routes, DatabaseError> {
        match source {
            Source::Embedded(directory) => {
                let cluster = Arc::new(Cluster::join(directory).await?);
                Ok(Routes {
                    app: cluster.options(APP_ROLE),
                    app_becomes: false,
                    owner: Some(cluster.options(embedded::OWNER)),
                    cluster: Some(cluster),
                })
            }
            Source::External { url, owner_url } => {
                let app = parse(url, "DATABASE_URL")?;
                let is_app = app.get_username() == APP_ROLE;
                let owner = match owner_url {
                    Some(url) => Some(parse(url, "PORTICO_MIGRATE_URL")?),
                    None if is_app => None,
                    None => Some(app.clone()),
                };
                Ok(Routes { app, app_becomes: !is_app, owner, cluster: None })
            }
        }
    }

    async fn open(&self, config: &DatabaseConfig) -> Result<Database, DatabaseError> {
        self.migrate().await?;
        let pool = app_pool(self.app.clone(), self.app_becomes, config).await?;
        probe(&pool).await?;
        if self.owner.is_none() {
            migration::current(&pool).await?;
        }
        Ok(Database { pool, cluster: self.cluster.clone() })
    }

    /// False when nobody here may change the schema.
    async fn migrate(&self) -> Result<bool, DatabaseError> {
        let Some(owner) = &self.owner else { return Ok(false) };
        let mut connection = sqlx::PgConnection::connect_with(owner).await.map_err(DatabaseError::Unreachable)?;
        migrate(&mut connection).await?;
        if self.cluster.is_some() {
            migration::let_app_log_in(&mut connection).await?;
        } else if self.app_becomes {
            migration::let_become_app(&mut connection, self.app.get_username()).await?;
        }
        connection.close().await.map_err(DatabaseError::Unreachable)?;
        Ok(true)
    }
}

async fn leave(cluster: &Cluster) {
    if let Err(error) = cluster.leave().await {
        tracing::error!(%error, "the private PostgreSQL could not be stopped");
    }
}

fn parse(url: &str, name: &'static str) -> Result<PgConnectOptions, DatabaseError> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        // sqlx takes any scheme.
        return Err(DatabaseError::Url { name, source: sqlx::Error::Configuration("it begins otherwise".into()) });
    }
    let options: PgConnectOptions = url.parse().map_err(|source| DatabaseError::Url { name, source })?;
    Ok(options.application_name("portico").statement_cache_capacity(STATEMENT_CACHE))
}

/// Connections that work as `portico_app`; with `becomes` they change to it after connecting.
async fn app_pool(options: PgConnectOptions, becomes: bool, config: &DatabaseConfig) -> Result<PgPool, DatabaseError> {
    let user = options.get_username().to_owned();
    // Once by hand: the pool would only say that the time is up.
    let mut connection = sqlx::PgConnection::connect_with(&options).await.map_err(DatabaseError::Unreachable)?;
    if becomes {
        become_app(&mut connection).await.map_err(|source| DatabaseError::CannotBecomeApp { user, source })?;
    }
    connection.close().await.map_err(DatabaseError::Unreachable)?;

    Ok(PgPoolOptions::new()
        .max_connections(config.max_connections)
        .acquire_timeout(config.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > TRUSTED_IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(move |connection, _| {
            Box::pin(async move { if becomes { become_app(connection).await } else { Ok(()) } })
        })
        .connect_lazy_with(options))
}

async fn become_app(connection: &mut sqlx::PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("set role portico_app").execute(connection).await?;
    Ok(())
}
