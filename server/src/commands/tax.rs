//! `portico tax set`: what tax a company charges to buyers in a country.

use backend::service::issuer::{NewRate, set_tax};
use clap::{Args, Subcommand};

use super::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Set the rate that a company charges to buyers in a country, from the next invoice on
    Set(Options),
}

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The company's name in commands
    #[arg(long, value_name = "SLUG")]
    issuer: String,
    /// The buyers' country (ISO 3166-1), such as SE
    #[arg(long)]
    country: String,
    /// The rate in per cent, such as 25 or 5.5
    #[arg(long, allow_negative_numbers = true)]
    rate: String,
    /// What invoices call it, such as VAT, Moms or Reverse charge
    #[arg(long)]
    name: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(Command::Set(options): Command) -> Result<(), Failure> {
    let Options { issuer, country, rate, name, database } = options;
    let new = NewRate { issuer, country, rate, name };
    database.with_portico(async |portico| set_tax(&portico, &new).await.map_err(explain)).await?;
    println!("{} charges {} {} to buyers in {}.", new.issuer, new.rate, new.name, new.country);
    Ok(())
}
