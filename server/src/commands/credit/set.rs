//! `portico credit set`: how much an account may order before it has paid.

use backend::service::order::set_credit;
use clap::Args;
use domain::Problem;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The highest sum of its open invoices, like 50000
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    limit: String,
    /// The currency that the account buys in (ISO 4217), such as SEK
    #[arg(long)]
    currency: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, limit, currency, database } = options;
    let set = database
        .with_portico(async |portico| match set_credit(&portico, &account, &currency, &limit).await {
            Err(backend::Error::Problem(Problem::NotFound)) => Err(format!("There is no account {account}.").into()),
            set => set.map_err(explain),
        })
        .await?;
    println!("{account} may order for {} {} before it has paid.", set.plain(), set.currency);
    Ok(())
}
