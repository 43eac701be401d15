//! `portico issuer …`: the companies that invoice.

mod add;
mod list;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a company that invoices, with its series of numbers
    Add(add::Options),
    /// List the companies that invoice, with the tax they charge
    List(list::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(options) => add::run(options).await,
        Command::List(options) => list::run(options).await,
    }
}
