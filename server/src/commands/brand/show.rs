//! `portico brand show`: what is chosen.

use backend::service::brand::shown;
use clap::Args;

use super::describe;
use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let brand = options.database.with_portico(async |portico| shown(&portico).await.map_err(explain)).await?;
    println!("{}", describe(&brand));
    Ok(())
}
