//! `portico invoice void`: an invoice never counted.

use backend::service::invoice::void;
use clap::Args;

use super::in_account;
use crate::commands::{Failure, database::DatabaseOptions};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// Why, which its readers see
    #[arg(long, value_name = "REASON")]
    because: String,
    /// The invoice's number
    number: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, because, number, database } = options;
    database
        .with_portico(async |portico| {
            void(&portico, &account, &number, &because).await.map_err(|error| in_account(error, &account))
        })
        .await?;
    println!("Invoice {number} is void.");
    Ok(())
}
