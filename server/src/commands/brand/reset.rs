//! `portico brand reset`: Portico's own name, colour and mark again.

use backend::service::brand::reset;
use clap::Args;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    options.database.with_portico(async |portico| reset(&portico).await.map_err(explain)).await?;
    println!("It is called Portico again.");
    Ok(())
}
