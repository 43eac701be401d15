//! The options that say where the database is: every command has them.

use std::path::PathBuf;

use backend::{
    Portico,
    database::{Database, DatabaseConfig, Source},
    portico::Policy,
};
use clap::Args;

use super::Failure;
use crate::logging::{self, LogFormat};

#[derive(Clone, Debug, Args)]
pub(super) struct DatabaseOptions {
    /// Directory of the private database, for when there is no --database-url
    #[arg(long, env = "PORTICO_DATA", default_value = "data", value_name = "DIRECTORY")]
    data: PathBuf,
    /// A PostgreSQL that runs elsewhere: postgres://user:password@host/database
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// Whom the migrations run as, when the role in --database-url may not change the schema
    #[arg(long, env = "PORTICO_MIGRATE_URL", hide_env_values = true, value_name = "URL", requires = "database_url")]
    migrate_url: Option<String>,
}

impl DatabaseOptions {
    pub(super) fn config(self) -> DatabaseConfig {
        DatabaseConfig::new(match self.database_url {
            Some(url) if !url.is_empty() => Source::External { url, owner_url: self.migrate_url },
            _ => Source::Embedded(self.data),
        })
    }

    /// Opens the database for one piece of work and closes it again, whatever comes of it.
    pub(super) async fn with_portico<T>(
        self,
        work: impl AsyncFnOnce(Portico) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        logging::start(LogFormat::Text, true);
        let database = Database::connect(&self.config()).await?;
        let outcome = match Portico::new(database.pool.clone(), Policy::default()) {
            Ok(portico) => work(portico).await,
            Err(error) => Err(error.into()),
        };
        database.shutdown().await;
        outcome
    }
}
