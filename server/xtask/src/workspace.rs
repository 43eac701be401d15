//! Where things lie: cargo is asked, because `CARGO_TARGET_DIR` may point anywhere.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::command;

/// The sets of packages that one cargo call may build together, this program's own first because it is quickest. A call
/// unifies the features of what it builds: the browser's package beside the server's would give `app` the features of
/// both sides, and this program beside the server would build the crates that both use twice.
pub const SETS: [&[&str]; 2] = [
    &["--package=xtask"],
    &[
        "--package=domain",
        "--package=backend",
        "--package=app",
        "--package=server",
        "--package=bench",
        "--features=app/ssr",
    ],
];

/// The checkout and the directory that cargo builds into.
pub struct Workspace {
    /// The directory of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target directory, absolute.
    pub target: PathBuf,
}

impl Workspace {
    /// Asks cargo about the workspace of the current directory.
    pub fn find() -> Result<Self> {
        let mut metadata = cargo();
        metadata.args(["metadata", "--no-deps", "--format-version=1"]);
        let json = command::output(&mut metadata)?;
        let json: serde_json::Value = serde_json::from_str(&json).context("cargo metadata answered something odd")?;
        let path = |name: &str| {
            json[name].as_str().map(PathBuf::from).with_context(|| format!("cargo metadata names no {name}"))
        };
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")? })
    }

    /// A cargo call in the root of the workspace.
    pub fn cargo(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root);
        command
    }

    /// A program of the npm packages in `end2end`, such as `playwright`, called there.
    pub fn node_tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.end2end().join("node_modules/.bin").join(name));
        command.current_dir(self.end2end());
        command
    }

    /// The directory of the browser tests and their npm packages.
    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The directory of the browser's files, which the server serves.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The development build of the server.
    pub fn server(&self) -> PathBuf {
        self.target.join("debug/portico")
    }
}

/// `cargo run` describes this package to its child by environment variables. Some build scripts depend on these
/// names, so a cargo call that inherited them would rebuild what a call from a shell has built.
fn cargo() -> Command {
    let mut command = Command::new("cargo");
    for (name, _) in std::env::vars_os() {
        let described = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        if name.to_str().is_some_and(|name| described.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(name);
        }
    }
    command
}
