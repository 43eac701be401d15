//! `make run`: from a fresh checkout to a running server.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::build;
use crate::workspace::Workspace;

/// Options of `cargo xtask run`.
#[derive(Args)]
pub struct Options {
    /// Arguments for `portico serve`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Sets up, builds, and becomes the server, so that signals reach it directly.
pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    build::run(workspace)?;
    let mut server = Command::new(workspace.server());
    server.arg("serve").args(options.arguments).env("PORTICO_SITE", workspace.site()).current_dir(&workspace.root);
    Err(server.exec()).context("The server cannot be started")
}
