//! `portico invoice draft list`: the drafts that are not issued.

use backend::service::invoice::drafts;
use clap::Args;

use super::{in_account, tell};
use crate::commands::{Failure, database::DatabaseOptions};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, database } = options;
    let found = database
        .with_portico(async |portico| drafts(&portico, &account).await.map_err(|error| in_account(error, &account)))
        .await?;
    if found.is_empty() {
        println!("There is no draft.");
    }
    found.iter().for_each(tell);
    Ok(())
}
