//! Every check and test, ordered so that what fails quickly runs first.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::postgres::TestCluster;
use crate::test_cluster::URL_VARIABLE;
use crate::workspace::{self, Workspace};
use crate::{build, command, lint, python, setup, sqlx};

/// Options of `cargo xtask test`.
#[derive(Args)]
pub struct Options {
    /// Only one half
    #[arg(long, value_enum)]
    only: Option<Half>,
    /// Arguments for Playwright, such as a file or `--grep`
    #[arg(last = true)]
    playwright: Vec<String>,
}

/// The halves of the tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Half {
    /// Format, lints, query data and the tests in Rust
    Rust,
    /// The browser tests
    E2e,
}

/// Runs what the options ask for; the last tool's own summary stays the last thing on the screen.
pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    if options.only != Some(Half::E2e) {
        lint::format(workspace)?;
    }
    setup::run(workspace, setup::Options { tests: options.only != Some(Half::Rust) })?;
    setup::tool(workspace, &python::LOCALSTRIPE)?;
    if is_long() {
        setup::tool(workspace, &python::SCHEMATHESIS)?;
    }
    if options.only != Some(Half::Rust) {
        command::say("Types of the browser tests");
        command::run(workspace.node_tool("tsc").arg("--noEmit"), "The browser tests have type errors.")?;
    }
    if options.only != Some(Half::E2e) {
        command::say("Query data");
        sqlx::check(workspace)?;
        lint::clippy(workspace)?;
        rust(workspace)?;
    }
    if options.only != Some(Half::Rust) {
        browser(workspace, &options.playwright)?;
    }
    Ok(())
}

fn rust(workspace: &Workspace) -> Result<()> {
    command::say("Tests in Rust");
    let cluster = TestCluster::start()?;
    for set in workspace::SETS {
        let mut cargo = workspace.cargo();
        if command::exists("cargo-nextest") {
            cargo.args(["nextest", "run", "--no-tests=pass"]);
            if is_long() {
                cargo.arg("--profile=long");
            }
        } else {
            cargo.arg("test");
        }
        cargo.args(set).env(URL_VARIABLE, cluster.url("postgres"));
        for tool in [&python::LOCALSTRIPE, &python::SCHEMATHESIS] {
            cargo.env(tool.variable, tool.program(workspace));
        }
        command::run(&mut cargo, "Tests in Rust failed.")?;
    }
    Ok(())
}

/// Whether tests that look for something may take their time.
fn is_long() -> bool {
    std::env::var_os("PORTICO_TEST_LONG").is_some()
}

fn browser(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    build::site_and_server(workspace)?;
    command::say("Browser tests");
    let mut playwright = workspace.node_tool("playwright");
    playwright.arg("test").args(arguments);
    playwright.env("PORTICO_BIN", workspace.server()).env("PORTICO_SITE", workspace.site());
    command::run(&mut playwright, "Browser tests failed.")
}
