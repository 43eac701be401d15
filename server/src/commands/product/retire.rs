//! `portico product retire`: something is not sold any more.

use backend::service::product::retire;
use clap::Args;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The product's code
    #[arg(long)]
    sku: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { sku, database } = options;
    database.with_portico(async |portico| retire(&portico, &sku).await.map_err(explain)).await?;
    println!("{sku} is not for sale any more.");
    Ok(())
}
