//! `portico number …`: the numbers that an account may connect to its users.

mod add;
mod list;
mod remove;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a number to an account’s inventory
    Add(add::Options),
    /// Show an account’s numbers
    List(list::Options),
    /// Take a number out of an account’s inventory
    Remove(remove::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(options) => add::run(options).await,
        Command::List(options) => list::run(options).await,
        Command::Remove(options) => remove::run(options).await,
    }
}
