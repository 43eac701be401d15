//! `portico invoice record-payment`: money came in by bank.

use backend::service::invoice::{NewTransfer, record_transfer};
use clap::Args;
use domain::money::Money;

use super::in_account;
use crate::commands::{Failure, database::DatabaseOptions};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// How much came in, in the invoice's currency, such as 1250.50; without it, all that is left to pay
    #[arg(long, default_value = "", hide_default_value = true, allow_negative_numbers = true)]
    amount: String,
    /// What the bank calls the transfer: recorded a second time, it changes nothing
    #[arg(long)]
    reference: String,
    /// The day on which the money came in, such as 2026-05-03; without it, today
    #[arg(long, value_name = "DAY")]
    received: Option<String>,
    /// The number of the invoice or summary invoice
    number: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, amount, reference, received, number, database } = options;
    let new = NewTransfer { number, amount, reference, received };
    let transfer = database
        .with_portico(async |portico| {
            record_transfer(&portico, &account, &new).await.map_err(|error| in_account(error, &account))
        })
        .await?;
    let written = |money: Money| format!("{} {}", money.plain(), money.currency);
    let said = if transfer.before { "were recorded before; nothing was changed" } else { "were recorded" };
    println!("{} for {} {said}. Left to pay: {}", written(transfer.amount), new.number, written(transfer.left));
    Ok(())
}
