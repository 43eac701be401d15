//! `portico invoice credit`: some or all of an invoice is taken back.

use backend::service::invoice::{CreditedLine, credit};
use clap::Args;
use domain::money::decimal;

use super::{in_account, print};
use crate::commands::{Failure, database::DatabaseOptions};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// A line to take back, counted from 1, such as 2, or 2=1.5 for some of its quantity; without any, all that is left
    #[arg(long = "line", value_name = "LINE[=QUANTITY]", value_parser = line)]
    lines: Vec<CreditedLine>,
    /// What the credit note says about why
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
    /// The invoice's number
    number: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

fn line(typed: &str) -> Result<CreditedLine, String> {
    let (position, quantity) = typed.split_once('=').map_or((typed, None), |(line, quantity)| (line, Some(quantity)));
    let position = position.parse().map_err(|_| format!("“{position}” is no line, like 2"))?;
    let quantity = match quantity {
        None => None,
        Some(typed) => Some(decimal(typed, 3).ok_or_else(|| format!("“{typed}” is no quantity, like 1.5"))?),
    };
    Ok(CreditedLine { position, quantity })
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, lines, note, number, database } = options;
    let issued = database
        .with_portico(async |portico| {
            credit(&portico, &account, &number, &lines, &note).await.map_err(|error| in_account(error, &account))
        })
        .await?;
    print("Credit note", &issued);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_named_with_or_without_a_quantity() {
        assert_eq!(line("2"), Ok(CreditedLine { position: 2, quantity: None }));
        assert_eq!(line("2=1.5"), Ok(CreditedLine { position: 2, quantity: Some(1500) }));
        assert!(line("two").is_err() && line("2=some").is_err());
    }
}
