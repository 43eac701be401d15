//! `portico invoice draft add`: an invoice is prepared from a file.

use backend::service::{invoice::draft, issuer::by_slug};
use clap::Args;

use super::{Content, in_account, tell};
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

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, issuer, content, database } = options;
    let form = content.form()?;
    let added = database
        .with_portico(async |portico| {
            let issuer = by_slug(&portico, &issuer).await.map_err(explain)?;
            draft(&portico, &account, issuer, &form).await.map_err(|error| in_account(error, &account))
        })
        .await?;
    tell(&added);
    Ok(())
}
