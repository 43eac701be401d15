//! `portico payment refund`: a payment goes back.

use backend::service::payment::refund;
use clap::Args;
use domain::Problem;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The payment, by the id that stands in the address of its page
    #[arg(long, value_name = "ID")]
    payment: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, payment, database } = options;
    let amount = database
        .with_portico(async |portico| match refund(&portico, &account, &payment).await {
            Err(backend::Error::Problem(Problem::NotFound)) => {
                Err(format!("There is no account {account}, or no payment {payment} in it.").into())
            }
            refunded => refunded.map_err(explain),
        })
        .await?;
    println!("{} {} goes back; a running server asks the payment provider for it.", amount.plain(), amount.currency);
    Ok(())
}
