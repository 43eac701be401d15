//! `portico audit verify`: is the history what was written?

use std::path::PathBuf;

use backend::{
    Portico,
    audit::{CheckpointFile, Checkpoints},
    service::history::{self, Verified},
};
use clap::Args;
use domain::Problem;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// Only this account, by its part of the address; all when not given
    #[arg(long, value_name = "SLUG")]
    account: Option<String>,
    /// The file of checkpoints to hold the history against; the one that the server writes when not given
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, checkpoints, database } = options;
    let is_named = checkpoints.is_some();
    let file = checkpoints.map_or_else(|| database.checkpoints(), CheckpointFile::new);
    let key = database.audit_key()?;
    // Before the database is looked at: what it has then is no older.
    let read = file.read(&key)?;
    let path = file.path().display().to_string();
    match &read {
        None if is_named => return Err(format!("There is no file {path}.").into()),
        None => println!("There are no checkpoints at {path}: entries that were cut off the end are not noticed."),
        Some(_) => {}
    }
    let checkpoints = read.unwrap_or_default();
    let mut faults = 0;
    for number in &checkpoints.foreign {
        println!("{path}, line {number}: it is not a checkpoint that this Portico has signed");
        faults += 1;
    }
    faults += database.with_portico(async |portico| check(&portico, account, &checkpoints).await).await?;
    match faults {
        0 => Ok(()),
        1 => Err("1 fault was found.".into()),
        _ => Err(format!("{faults} faults were found.").into()),
    }
}

/// Checks and tells; gives how many faults there are.
async fn check(portico: &Portico, only: Option<String>, checkpoints: &Checkpoints) -> Result<usize, Failure> {
    let mut faults = 0;
    let accounts = history::accounts(portico).await.map_err(explain)?;
    if only.is_none() {
        let mut gone: Vec<_> = checkpoints.signed.iter().map(|mark| mark.account).collect();
        gone.sort_unstable();
        gone.dedup();
        for id in gone.into_iter().filter(|id| accounts.iter().all(|(account, _)| account.0 != *id)) {
            println!("account {id}: a checkpoint knows it, and it is gone with its history");
            faults += 1;
        }
    }
    let slugs = match only {
        Some(slug) => vec![slug],
        None => accounts.into_iter().map(|(_, slug)| slug).collect(),
    };
    for slug in slugs {
        let verified = match history::verify(portico, &slug, checkpoints).await {
            Err(backend::Error::Problem(Problem::NotFound)) => {
                return Err(format!("There is no account {slug}.").into());
            }
            verified => verified.map_err(explain)?,
        };
        tell(&slug, &verified);
        faults += verified.faults.len() + verified.more;
    }
    Ok(faults)
}

fn tell(slug: &str, verified: &Verified) {
    let Verified { linked, pending, erased, faults, more } = verified;
    let outcome = if faults.is_empty() { "as written" } else { "NOT as written" };
    println!("{slug}: {linked} entries linked, {pending} waiting, {erased} values erased: {outcome}");
    for fault in faults {
        println!("  {fault}");
    }
    if *more > 0 {
        println!("  … and {more} more faults");
    }
}
