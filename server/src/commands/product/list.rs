//! `portico product list`: the whole catalogue.

use backend::service::product::{Listed, list};
use clap::Args;
use domain::product::unit;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let listed = options.database.with_portico(async |portico| list(&portico).await.map_err(explain)).await?;
    if listed.is_empty() {
        println!("Nothing is sold yet: `portico product add` adds a product.");
    }
    for Listed { sku, name, kind, seats, months, retired, prices, .. } in listed {
        let unit = unit(seats, months);
        let unit = if unit.is_empty() { String::new() } else { format!(", {unit}") };
        let retired = if retired { ", not for sale any more" } else { "" };
        println!("{sku}: {name} ({}{unit}{retired})", kind.name());
        for (price, from) in prices {
            println!("  {} {} from {from}", price.plain(), price.currency);
        }
    }
    Ok(())
}
