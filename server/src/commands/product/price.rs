//! `portico product price`: what a product costs.

use backend::service::product::price;
use clap::Args;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The product's code
    #[arg(long)]
    sku: String,
    /// ISO 4217, such as SEK
    #[arg(long)]
    currency: String,
    /// For one, without tax, like 1250.50
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    price: String,
    /// From this day on (UTC), like 2026-12-01; from now on when not given
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { sku, currency, price: amount, from, database } = options;
    let set = database
        .with_portico(async |portico| price(&portico, &sku, &currency, &amount, from.as_deref()).await.map_err(explain))
        .await?;
    let from = from.map_or_else(|| "from now on".to_owned(), |day| format!("from {day} on"));
    println!("{sku} costs {} {} {from}.", set.plain(), set.currency);
    Ok(())
}
