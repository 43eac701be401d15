//! `portico invoice create`: an invoice from a file.

use backend::service::{invoice::issue, issuer::by_slug};
use clap::Args;

use super::{content::Content, in_account, print};
use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The name in commands of the company that invoices
    #[arg(long, value_name = "SLUG")]
    issuer: String,
    #[command(flatten)]
    content: Content,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, issuer, content, database } = options;
    let new = content.form()?.parse().map_err(|problem| explain(problem.into()))?;
    let issued = database
        .with_portico(async |portico| {
            let issuer = by_slug(&portico, &issuer).await.map_err(explain)?;
            issue(&portico, &account, issuer, &new).await.map_err(|error| in_account(error, &account))
        })
        .await?;
    print("Invoice", &issued);
    Ok(())
}
