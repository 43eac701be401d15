//! `portico product …`: what the operator sells.

mod add;
mod list;
mod price;
mod retire;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a product to the catalogue; it is for sale once it has a price
    Add(add::Options),
    /// Say what a product costs, from now on or from a day on
    Price(price::Options),
    /// End the sale of a product; what was ordered stays
    Retire(retire::Options),
    /// List every product with its prices
    List(list::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(options) => add::run(options).await,
        Command::Price(options) => price::run(options).await,
        Command::Retire(options) => retire::run(options).await,
        Command::List(options) => list::run(options).await,
    }
}
