//! `portico invoice summary`: the open invoices of a period as one thing to pay.

use backend::service::{
    invoice::{Period, summarize},
    issuer::by_slug,
};
use clap::Args;
use domain::money::Currency;

use super::{in_account, print};
use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The name in commands of the company that invoices
    #[arg(long, value_name = "SLUG")]
    issuer: String,
    /// The currency of what is gathered (ISO 4217), such as SEK
    #[arg(long)]
    currency: Currency,
    /// The month in which the invoices were issued, such as 2026-05
    #[arg(long, required_unless_present = "from", conflicts_with_all = ["from", "to"])]
    month: Option<String>,
    /// The first day, such as 2026-05-01, where it is no month
    #[arg(long, requires = "to", value_name = "DAY")]
    from: Option<String>,
    /// The last day
    #[arg(long, requires = "from", value_name = "DAY")]
    to: Option<String>,
    /// Days until the payment is due
    #[arg(long, default_value_t = 30, value_name = "DAYS")]
    due_in_days: i32,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, issuer, currency, month, from, to, due_in_days, database } = options;
    let period = match month {
        Some(month) => Period::month(&month).map_err(explain)?,
        None => Period { from: from.unwrap_or_default(), to: to.unwrap_or_default() },
    };
    let issued = database
        .with_portico(async |portico| {
            let issuer = by_slug(&portico, &issuer).await.map_err(explain)?;
            let summary = summarize(&portico, &account, issuer, currency, &period, due_in_days).await;
            summary.map_err(|error| in_account(error, &account))
        })
        .await?;
    print("Summary invoice", &issued);
    Ok(())
}
