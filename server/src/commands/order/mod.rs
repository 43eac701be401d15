//! `portico order …`: the operator answers orders that wait.

use backend::service::order::answer;
use clap::{Args, Subcommand};
use domain::Problem;

use super::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Deliver an order that waits before it is paid; its invoice stays open
    Approve(Options),
    /// Refuse an order that waits; its invoice becomes void
    Refuse(Options),
}

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The order's number in that account
    #[arg(long, value_name = "NUMBER")]
    order: i32,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    let (Options { account, order, database }, approve) = match command {
        Command::Approve(options) => (options, true),
        Command::Refuse(options) => (options, false),
    };
    database
        .with_portico(async |portico| match answer(&portico, &account, order, approve).await {
            Err(backend::Error::Problem(Problem::NotFound)) => Err(format!("There is no account {account}.").into()),
            answered => answered.map_err(explain),
        })
        .await?;
    println!("Order {order} of {account} was {}.", if approve { "approved and delivered" } else { "refused" });
    Ok(())
}
