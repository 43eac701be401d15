//! What can be said about the code without running it.

use anyhow::Result;

use crate::workspace::{self, Workspace};
use crate::{command, setup};

/// `make lint`: clippy with whatever it needs to be there.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::run(workspace, setup::Options::default())?;
    clippy(workspace)
}

/// Whether everything is formatted; it takes a second.
pub fn format(workspace: &Workspace) -> Result<()> {
    command::say("Format");
    command::run(
        workspace.cargo().args(["fmt", "--all", "--check", "--", "--files-with-diff"]),
        "The code is not formatted; run `make fmt`.",
    )
}

/// Clippy, with warnings as errors, for both sides.
pub fn clippy(workspace: &Workspace) -> Result<()> {
    command::say("Clippy, server");
    for set in workspace::SETS {
        let mut server = workspace.cargo();
        server.args(["clippy", "--quiet", "--all-targets"]).args(set).args(["--", "--deny=warnings"]);
        command::run(&mut server, "Clippy has something to say about the server.")?;
    }
    command::say("Clippy, browser");
    let mut browser = workspace.cargo();
    setup::with_wasm_toolchain(&mut browser);
    browser.args(["clippy", "--quiet", "--package=frontend", "--package=app", "--features=app/hydrate"]);
    browser.args(["--target", setup::WASM_TARGET, "--", "--deny=warnings"]);
    command::run(&mut browser, "Clippy has something to say about the browser's program.")
}
