//! `portico list list`: the mailing lists.

use backend::service::list::all;
use clap::Args;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let lists = options.database.with_portico(async |portico| all(&portico).await.map_err(explain)).await?;
    for list in lists {
        println!("{:<24} {:<32} {:>6} read it", list.id, list.name, list.readers);
    }
    Ok(())
}
