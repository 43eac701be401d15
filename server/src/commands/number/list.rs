//! `portico number list`: what is in an account's inventory.

use backend::service::number::list;
use clap::Args;
use domain::Problem;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, database } = options;
    let numbers = database
        .with_portico(async |portico| match list(&portico, &account).await {
            Err(backend::Error::Problem(Problem::NotFound)) => Err(format!("There is no account {account}.").into()),
            numbers => numbers.map_err(explain),
        })
        .await?;
    if numbers.is_empty() {
        println!("{account} has no numbers.");
    }
    for one in numbers {
        println!("{}  {}", one.number, one.country.unwrap_or_default());
    }
    Ok(())
}
