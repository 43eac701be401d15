//! `portico demo`: believable data to look around in.

use std::{
    fs::File,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use backend::{
    Portico,
    demo::{DemoLogin, DemoReport},
};
use clap::Args;
use serde_json::json;

use super::{Failure, database::DatabaseOptions, explain, progress::Bar};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Load a company of a million users instead, for measuring
    #[arg(long, conflicts_with = "new_password")]
    large: bool,
    /// How many hundredths of that company
    #[arg(long, requires = "large", default_value_t = 100, value_name = "PERCENT")]
    scale: u32,
    /// Give those who can sign in to the demo a new password
    #[arg(long)]
    new_password: bool,
    /// Also write who can sign in to this file, as JSON
    #[arg(long, value_name = "FILE")]
    credentials_file: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let Options { large, scale, new_password, credentials_file, database } = options;
    let logins = database
        .with_portico(async |portico| {
            if new_password {
                let password = backend::new_password::generate(&portico.entropy)?;
                return backend::demo::new_password(&portico, &password).await.map_err(explain);
            }
            let report = if large { load_large(&portico, scale).await? } else { load(&portico).await? };
            Ok(report.logins)
        })
        .await?;
    if let Some(file) = &credentials_file {
        write(file, &logins).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    }
    tell(&logins);
    Ok(())
}

/// Loads the demo accounts with a new password.
pub(super) async fn load(portico: &Portico) -> Result<DemoReport, Failure> {
    let password = backend::new_password::generate(&portico.entropy)?;
    let report = backend::demo::demo(portico, &password).await.map_err(explain)?;
    summarize(&report);
    Ok(report)
}

async fn load_large(portico: &Portico, scale: u32) -> Result<DemoReport, Failure> {
    let password = backend::new_password::generate(&portico.entropy)?;
    let mut bar = Bar::new();
    let loaded = backend::demo::large(portico, &password, scale, &mut |progress| bar.show(progress)).await;
    drop(bar);
    let report = loaded.map_err(explain)?;
    summarize(&report);
    Ok(report)
}

fn summarize(report: &DemoReport) {
    for account in &report.accounts {
        println!("Loaded {} ({}): {} users in {} groups", account.name, account.slug, account.users, account.groups);
    }
}

/// Says who can sign in, the first few when they are many.
pub(super) fn tell(logins: &[DemoLogin]) {
    let Some(DemoLogin { password, .. }) = logins.first() else { return };
    println!("Sign in with the password {password} (shown this once) as");
    for DemoLogin { email, who, .. } in logins.iter().take(5) {
        println!("  {email:<40} {who}");
    }
    println!("`portico demo --new-password` gives a new one.");
}

fn write(path: &Path, logins: &[DemoLogin]) -> std::io::Result<()> {
    let logins: Vec<_> = logins
        .iter()
        .map(|DemoLogin { email, who, password }| json!({ "email": email, "who": who, "password": password }))
        .collect();
    // For its owner's eyes only.
    let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    writeln!(file, "{:#}", json!({ "logins": logins }))
}
