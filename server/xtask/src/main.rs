//! The project's own build steps, so that a fresh machine needs no tool beyond Rust, Node and PostgreSQL.
//!
//! Start it as `cargo xtask <command>`; the Makefile names the habits that people need every day.

mod bench;
mod build;
mod command;
mod css;
mod db;
mod dev;
mod files;
mod lint;
mod postgres;
mod python;
mod release;
mod run;
mod setup;
mod site;
mod sqlx;
mod test;
mod test_cluster;
mod wasm;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Portico's build steps.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing: the WebAssembly target, PostgreSQL, npm packages
    Setup(setup::Options),
    /// Build the browser's files into <target>/site
    Site(site::Options),
    /// Build everything and start the server
    Run(run::Options),
    /// Build and restart the server whenever a file changes
    Dev(dev::Options),
    /// Build the site and the development server
    Build,
    /// Run clippy on both sides, warnings as errors
    Lint,
    /// Run every check and test
    Test(test::Options),
    /// Build the release and measure it under load
    Bench(bench::Options),
    /// Run one command beside a private PostgreSQL that is thrown away afterwards
    TestCluster(test_cluster::Options),
    /// Make the committed query data in server/backend/.sqlx anew
    Sqlx(sqlx::Options),
    /// Start a development database and print its address
    Db(db::Options),
    /// Put the release server and its site together in <target>/dist
    Release,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Setup(options) => setup::run(&workspace, options),
        Task::Site(options) => site::run(&workspace, options),
        Task::Run(options) => run::run(&workspace, options),
        Task::Dev(options) => dev::run(&workspace, options),
        Task::Build => build::run(&workspace),
        Task::Lint => lint::run(&workspace),
        Task::Test(options) => test::run(&workspace, options),
        Task::Bench(options) => bench::run(&workspace, options),
        Task::TestCluster(options) => test_cluster::run(&workspace, options),
        Task::Sqlx(options) => sqlx::run(&workspace, options),
        Task::Db(options) => db::run(&workspace, options),
        Task::Release => release::run(&workspace),
    }
}
