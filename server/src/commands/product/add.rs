//! `portico product add`: something more is sold.

use backend::service::product::add;
use clap::Args;
use domain::product::ProductForm;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// Its code: 2 to 40 of A-Z, 0-9 and hyphens, like ROUTES-PRO
    #[arg(long)]
    sku: String,
    /// Its name
    #[arg(long)]
    name: String,
    /// What it is: licence, service or support
    #[arg(long)]
    kind: String,
    /// A sentence about it
    #[arg(long, default_value = "", hide_default_value = true)]
    description: String,
    /// For a licence: how many machines one is good for
    #[arg(long)]
    seats: Option<i32>,
    /// How many months one holds; for ever when not given
    #[arg(long)]
    months: Option<i32>,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { sku, name, kind, description, seats, months, database } = options;
    let form = ProductForm { sku, name, kind, description, seats, months };
    database.with_portico(async |portico| add(&portico, &form).await.map_err(explain)).await?;
    println!("{} is in the catalogue. `portico product price --sku {} …` puts it up for sale.", form.name, form.sku);
    Ok(())
}
