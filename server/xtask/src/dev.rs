//! `make dev`: builds and restarts the server whenever a file changes.
//!
//! cargo-leptos does this better (it reloads styles in place), so it is used when it is installed.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use clap::Args;

use crate::wasm::Profile;
use crate::workspace::Workspace;
use crate::{build, command, files, setup, site};

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// Options of `cargo xtask dev`.
#[derive(Args)]
pub struct Options {
    /// Arguments for `portico serve`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Watches until it is interrupted. A build that fails leaves the last server running.
pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    setup::run(workspace, setup::Options::default())?;
    if command::exists("cargo-leptos") {
        let mut leptos = workspace.cargo();
        leptos
            .args(["leptos", "watch", "--split", "--", "serve"])
            .args(options.arguments)
            .env("PORTICO_SITE", workspace.site());
        return command::run(&mut leptos, "cargo leptos watch failed.");
    }
    let mut server: Option<Child> = None;
    let mut seen = SystemTime::UNIX_EPOCH;
    loop {
        let changed = last_change(workspace)?;
        if changed > seen {
            seen = changed;
            let built = site::build(workspace, Profile::Dev).and_then(|_| build::server(workspace));
            match built {
                Ok(()) => {
                    if let Some(running) = server.take() {
                        stop(running)?;
                    }
                    let mut next = Command::new(workspace.server());
                    next.arg("serve").args(&options.arguments).env("PORTICO_SITE", workspace.site());
                    next.current_dir(&workspace.root).stdin(Stdio::null());
                    server = Some(next.spawn().context("The server cannot be started")?);
                }
                Err(error) => command::say(&format!("{error:#}")),
            }
        }
        sleep(INTERVAL);
    }
}

/// Asks the server to end, so that it can finish requests and stop its own PostgreSQL.
fn stop(mut server: Child) -> Result<()> {
    if server.try_wait()?.is_none() {
        command::output(Command::new("kill").arg(server.id().to_string()))?;
    }
    server.wait()?;
    Ok(())
}

/// When any source file was last written.
fn last_change(workspace: &Workspace) -> Result<SystemTime> {
    let directories = ["app", "frontend/src", "server/src", "server/backend", "style", "public"];
    let mut paths: Vec<PathBuf> = vec![workspace.root.join("Cargo.toml"), workspace.root.join("Cargo.lock")];
    for directory in directories {
        paths.extend(files::walk(&workspace.root.join(directory))?);
    }
    // A file may vanish between the two looks at it.
    Ok(paths.iter().filter_map(|path| path.metadata().ok()?.modified().ok()).max().unwrap_or(SystemTime::UNIX_EPOCH))
}
