//! `portico list …`: what the operator does with mailing lists.

mod add;
mod send;
mod show;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a mailing list, which everybody can subscribe to from then on
    Add(add::Options),
    /// Show every mailing list with how many people read it
    List(show::Options),
    /// Mail everybody who reads a list
    Send(send::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(options) => add::run(options).await,
        Command::List(options) => show::run(options).await,
        Command::Send(options) => send::run(options).await,
    }
}
