//! `portico audit erase`: a person's values leave the history.

use backend::service::history::{Erased, erase};
use clap::Args;
use domain::Problem;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The user, by the id that stands in the address of their page; they may be deleted already
    #[arg(long, value_name = "ID")]
    user: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, user, database } = options;
    let Erased { changes, origins } = database
        .with_portico(async |portico| match erase(&portico, &account, &user).await {
            Err(backend::Error::Problem(Problem::NotFound)) => Err(format!("There is no account {account}.").into()),
            erased => erased.map_err(explain),
        })
        .await?;
    println!("Erased what changed in {changes} entries about the user, and the address of {origins} entries by them.");
    println!("Backups of the database still hold them.");
    Ok(())
}
