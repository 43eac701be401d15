//! `portico number …`: the numbers that an account may connect to its users.

mod list;

use backend::service::number::{add, remove};
use clap::{Args, Subcommand};
use domain::Problem;

use super::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a number to an account’s inventory
    Add(Options),
    /// Show an account’s numbers
    List(list::Options),
    /// Take a number out of an account’s inventory
    Remove(Options),
}

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The number with its country code, like +46850501000
    number: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    let (Options { account, number, database }, adds) = match command {
        Command::List(options) => return list::run(options).await,
        Command::Add(options) => (options, true),
        Command::Remove(options) => (options, false),
    };
    let number = database
        .with_portico(async |portico| {
            let changed = match adds {
                true => add(&portico, &account, &number).await,
                false => remove(&portico, &account, &number).await,
            };
            match changed {
                Err(backend::Error::Problem(Problem::NotFound)) => {
                    Err(format!("There is no account {account}.").into())
                }
                changed => changed.map_err(explain),
            }
        })
        .await?;
    match adds {
        true => println!("{account} has {number} now."),
        false => println!("{account} does not have {number} any more."),
    }
    Ok(())
}
