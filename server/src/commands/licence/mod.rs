//! `portico licence …`: the operator holds licences back, or ends them.

use backend::service::licence::{Stop, stop};
use clap::{Args, Subcommand};
use domain::Problem;

use super::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Hold a licence back: no machine can be activated until it is resumed
    Suspend(Options),
    /// Let a licence go on that was held back
    Resume(Options),
    /// End a licence for good
    Revoke(Options),
}

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The licence's key
    #[arg(long, value_name = "KEY")]
    licence: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    let (Options { account, licence, database }, what, done) = match command {
        Command::Suspend(options) => (options, Stop::Suspend, "suspended"),
        Command::Resume(options) => (options, Stop::Resume, "resumed"),
        Command::Revoke(options) => (options, Stop::Revoke, "revoked"),
    };
    database
        .with_portico(async |portico| match stop(&portico, &account, &licence, what).await {
            Err(backend::Error::Problem(Problem::NotFound)) => Err(format!("There is no account {account}.").into()),
            stopped => stopped.map_err(explain),
        })
        .await?;
    println!("The licence was {done}. Machines that have its token go on until that ends.");
    Ok(())
}
