//! `make release`: what goes to a machine that runs Portico, in one directory.

use std::fs;

use anyhow::{Context, Result};

use crate::wasm::Profile;
use crate::workspace::Workspace;
use crate::{command, files, setup, site};

/// Builds the release server and the small site and puts both into `<target>/dist`.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::run(workspace, setup::Options::default())?;
    site::build(workspace, Profile::WasmRelease)?;
    command::say("Building the release server (the first time takes minutes)");
    command::run(workspace.cargo().args(["build", "--package", "server", "--release"]), "The server does not build.")?;

    let dist = workspace.target.join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).with_context(|| format!("{} cannot be emptied", dist.display()))?;
    }
    for path in files::walk(&workspace.site())? {
        let name = path.strip_prefix(workspace.site())?;
        files::write(&dist.join("site").join(name), &files::read(&path)?)?;
    }
    let binary = workspace.target.join("release/portico");
    fs::copy(&binary, dist.join("portico")).with_context(|| format!("{} cannot be copied", binary.display()))?;
    println!("{}: start it with `PORTICO_SITE={1} {0}/portico serve`", dist.display(), dist.join("site").display());
    Ok(())
}
