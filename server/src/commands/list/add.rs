//! `portico list add`: one more mailing list.

use backend::service::list::{NewList, add};
use clap::Args;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The list's id: a-z, 0-9 and hyphens
    #[arg(long)]
    id: String,
    /// What people call it
    #[arg(long)]
    name: String,
    /// What is in it, in one sentence
    #[arg(long, default_value = "", hide_default_value = true)]
    about: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { id, name, about, database } = options;
    let new = NewList { id, name, about };
    database.with_portico(async |portico| add(&portico, &new).await.map_err(explain)).await?;
    println!("The mailing list {} is there. Nobody reads it yet.", new.id);
    Ok(())
}
