//! One command beside a private PostgreSQL: `cargo xtask test-cluster -- cargo nextest run -p backend`.

use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::command;
use crate::postgres::TestCluster;
use crate::workspace::Workspace;

/// The variable that tells tests where they may make databases, as the superuser `portico`.
pub const URL_VARIABLE: &str = "PORTICO_TEST_DATABASE_URL";

/// Options of `cargo xtask test-cluster`.
#[derive(Args)]
pub struct Options {
    /// The command and its arguments
    #[arg(required = true, last = true)]
    command: Vec<String>,
}

/// Runs the command with `PORTICO_TEST_DATABASE_URL`.
pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    let (program, arguments) = options.command.split_first().context("clap asks for at least one word")?;
    let cluster = TestCluster::start()?;
    let mut child = Command::new(program);
    child.args(arguments).current_dir(&workspace.root).env(URL_VARIABLE, cluster.url("postgres"));
    command::run(&mut child, &format!("{program} failed."))
}
