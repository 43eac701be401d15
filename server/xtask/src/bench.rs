//! `make bench`: builds the release, starts a PostgreSQL of its own and lets `server/bench` measure.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::postgres::{BENCHMARK, TestCluster};
use crate::wasm::Profile;
use crate::workspace::Workspace;
use crate::{command, setup, site};

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// A tenth of the users and shorter stretches
    #[arg(long)]
    quick: bool,
    /// Arguments for `bench run`, such as `--only "Users page"`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Builds, measures, and leaves the outcome in `<target>/bench`.
pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    setup::run(workspace, setup::Options::default())?;
    command::say("Building the browser's program (the first time takes minutes)");
    site::build(workspace, Profile::WasmRelease)?;
    command::say("Building the release server (the first time takes minutes)");
    command::run(
        workspace.cargo().args(["build", "--release", "--package=server", "--package=bench"]),
        "The server does not build.",
    )?;

    command::say("Starting PostgreSQL");
    let cluster = TestCluster::start_with(BENCHMARK)?;
    cluster.postgres.execute(&cluster.url("postgres"), "create database bench")?;
    let owner = cluster.url("bench");
    // What an earlier run left there belongs to a database that is gone.
    let directory = workspace.target.join("bench");
    if directory.exists() {
        fs::remove_dir_all(&directory).with_context(|| format!("{} cannot be removed", directory.display()))?;
    }
    let release = workspace.target.join("release");
    let mut bench = Command::new(release.join("bench"));
    bench.arg("run").current_dir(&workspace.root);
    bench.arg("--portico").arg(release.join("portico")).arg("--site").arg(workspace.site());
    bench.arg("--programs").arg(cluster.postgres.programs()).arg("--directory").arg(&directory);
    bench.arg("--app-url").arg(owner.replacen("portico@", "portico_app@", 1)).arg("--owner-url").arg(&owner);
    if options.quick {
        bench.args(["--quick", "--scale=10"]);
    }
    command::run(bench.args(options.arguments), "Measuring failed.")
}
