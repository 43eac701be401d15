//! `portico number remove`: a number goes back to the operator.

use backend::service::number::remove;
use clap::Args;
use domain::Problem;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The number with its country code, like +46850501000
    number: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, number, database } = options;
    let removed = database
        .with_portico(async |portico| match remove(&portico, &account, &number).await {
            Err(backend::Error::Problem(Problem::NotFound)) => Err(format!("There is no account {account}.").into()),
            removed => removed.map_err(explain),
        })
        .await?;
    println!("{account} does not have {removed} any more.");
    Ok(())
}
