//! `portico invoice draft change`: a draft is to invoice something else.

use backend::service::invoice::change_draft;
use clap::Args;

use super::{Content, in_account, tell};
use crate::commands::{Failure, database::DatabaseOptions};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The draft's number
    #[arg(long, value_name = "NUMBER")]
    draft: i64,
    #[command(flatten)]
    content: Content,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, draft, content, database } = options;
    let form = content.form()?;
    let changed = database
        .with_portico(async |portico| {
            change_draft(&portico, &account, draft, &form).await.map_err(|error| in_account(error, &account))
        })
        .await?;
    tell(&changed);
    Ok(())
}
