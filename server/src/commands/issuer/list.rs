//! `portico issuer list`: the companies that invoice.

use backend::service::issuer::list;
use clap::Args;
use domain::{language::Language, money::percent};

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let issuers = options.database.with_portico(async |portico| list(&portico).await.map_err(explain)).await?;
    if issuers.is_empty() {
        println!("There is none yet; add one with `portico issuer add`.");
    }
    for issuer in issuers {
        println!("{}: {} ({})", issuer.slug, issuer.name, issuer.country);
        for rate in issuer.rates {
            println!("  {}: {} {}", rate.country, percent(rate.basis_points, Language::English), rate.name);
        }
    }
    Ok(())
}
