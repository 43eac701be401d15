//! `portico brand set`: a name, a colour or a mark. Running servers show it within five seconds.

use std::path::PathBuf;

use backend::service::brand::set;
use clap::Args;
use domain::brand::BrandForm;

use super::describe;
use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// What it is called, in the bar and in every title
    #[arg(long)]
    name: Option<String>,
    /// The colour of what one can press and follow, such as #1c64f2; white words on it must be readable
    #[arg(long, value_name = "COLOUR")]
    accent: Option<String>,
    /// A square picture: a PNG or an SVG file of at most 64 KiB
    #[arg(long, value_name = "FILE")]
    mark: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { name, accent, mark, database } = options;
    let mark = match mark {
        Some(file) => {
            let unreadable = |error| format!("{} cannot be read: {error}", file.display());
            Some(std::fs::read(&file).map_err(unreadable)?)
        }
        None => None,
    };
    let form = BrandForm { name, accent, mark };
    let brand = database.with_portico(async |portico| set(&portico, form).await.map_err(explain)).await?;
    println!("{}", describe(&brand));
    Ok(())
}
