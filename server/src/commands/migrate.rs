//! `portico migrate`: for those who let no server change the schema.

use backend::database::Database;
use clap::Args;

use super::{Failure, database::DatabaseOptions};
use crate::logging::{self, LogFormat};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    logging::start(LogFormat::Text, true);
    Database::migrate(&options.database.config()).await?;
    println!("The database is up to date.");
    Ok(())
}
