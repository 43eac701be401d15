//! `portico import`: an organization from two CSV files.

use std::path::PathBuf;

use backend::import::{ImportError, Report, Source, Tally, import};
use clap::Args;
use domain::Problem;

use super::{Failure, database::DatabaseOptions, explain, progress::Bar};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// Groups: a CSV file with the columns path and description
    groups: PathBuf,
    /// Users: a CSV file with the columns email, group and administers (several paths separated by `;`)
    users: PathBuf,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, groups, users, database } = options;
    let (groups, users) = (Source::open(&groups)?, Source::open(&users)?);
    let report = database
        .with_portico(async |portico| {
            let mut bar = Bar::new();
            import(&portico, &account, groups, users, &mut |progress| bar.show(progress))
                .await
                .map_err(|error| tell(error, &account))
        })
        .await?;
    print(&report);
    Ok(())
}

fn tell(error: ImportError, account: &str) -> Failure {
    match error {
        ImportError::Faults(faults, more) => {
            let mut lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            if more > 0 {
                lines.push(format!("… and {more} more faults"));
            }
            lines.push("Nothing was imported.".to_owned());
            lines.join("\n").into()
        }
        ImportError::Failed(backend::Error::Problem(Problem::NotFound)) => {
            format!("There is no account {account}: make it with `portico account create --slug {account} …`.").into()
        }
        ImportError::Failed(error) => explain(error),
        error @ ImportError::Io { .. } => error.into(),
    }
}

fn print(report: &Report) {
    for (what, Tally { created, updated, skipped }) in
        [("groups", report.groups), ("users", report.users), ("grants", report.grants)]
    {
        println!("{what:>6}: {created} created, {updated} updated, {skipped} skipped");
    }
    if !report.changes() {
        println!("Everything was there already; nothing was changed.");
    }
}
