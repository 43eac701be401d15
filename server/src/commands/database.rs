//! The options that say where the database is: every command has them.

use std::path::PathBuf;

use backend::{
    Portico,
    audit::{AuditKey, CheckpointFile, KeyError},
    clock::Entropy,
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
    /// File with the key of the history's seals, which every process shares and the database never sees;
    /// audit.key in the data directory when not given, made when it is missing
    #[arg(long, env = "PORTICO_AUDIT_KEY", value_name = "FILE")]
    audit_key: Option<PathBuf>,
    /// File to which a server appends how far the history has come, signed, for `portico audit verify`;
    /// history.checkpoints beside the key when not given
    #[arg(long, env = "PORTICO_HISTORY_CHECKPOINTS", value_name = "FILE")]
    history_checkpoints: Option<PathBuf>,
}

impl DatabaseOptions {
    /// The key of the history's seals.
    pub(super) fn audit_key(&self) -> Result<AuditKey, KeyError> {
        AuditKey::read_or_create(&self.audit_key_path(), &Entropy::System)
    }

    fn audit_key_path(&self) -> PathBuf {
        self.audit_key.clone().unwrap_or_else(|| self.data.join("audit.key"))
    }

    /// Where the history's checkpoints go.
    pub(super) fn checkpoints(&self) -> CheckpointFile {
        let beside = || self.audit_key_path().with_file_name("history.checkpoints");
        CheckpointFile::new(self.history_checkpoints.clone().unwrap_or_else(beside))
    }

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
        let audit_key = self.audit_key()?;
        let database = Database::connect(&self.config()).await?;
        let outcome = match Portico::new(database.pool.clone(), audit_key, Policy::default()) {
            Ok(portico) => work(portico).await,
            Err(error) => Err(error.into()),
        };
        database.shutdown().await;
        outcome
    }
}
