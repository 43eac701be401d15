//! `make build`: the site and the development server.

use anyhow::Result;

use crate::wasm::Profile;
use crate::workspace::Workspace;
use crate::{command, setup, site};

/// Sets up and builds both.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::run(workspace, setup::Options::default())?;
    site_and_server(workspace)
}

/// Builds both; the site is the small one that people get, so that what is tested is what runs.
pub fn site_and_server(workspace: &Workspace) -> Result<()> {
    command::say("Building the browser's program (the first time takes minutes)");
    site::build(workspace, Profile::WasmRelease)?;
    command::say("Building the server (the first time takes minutes)");
    server(workspace)
}

/// Builds the development server alone.
pub fn server(workspace: &Workspace) -> Result<()> {
    command::run(workspace.cargo().args(["build", "--package", "server"]), "The server does not build.")
}
