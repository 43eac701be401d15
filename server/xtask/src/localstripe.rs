//! localstripe, a server that speaks Stripe's API, in a Python environment of its own below the target directory: tests
//! start it for themselves (see `server/backend/src/payment/testing`).

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use crate::{command, files};

/// Names the Python that has it, for tests.
pub const VARIABLE: &str = "PORTICO_LOCALSTRIPE";

/// The environment's Python.
pub fn python(workspace: &Workspace) -> PathBuf {
    directory(workspace).join("bin/python")
}

fn directory(workspace: &Workspace) -> PathBuf {
    workspace.target.join("localstripe")
}

/// Makes the environment, or makes it anew when other versions are wanted. `install` installs Debian packages.
pub fn setup(workspace: &Workspace, install: impl Fn(&[&str]) -> Result<()>) -> Result<()> {
    let requirements = workspace.root.join("server/backend/testdata/localstripe/requirements.txt");
    let wanted = files::hash(&[&files::read(&requirements)?]);
    let (directory, done) = (directory(workspace), directory(workspace).join(".portico-requirements"));
    if files::holds(&done, wanted.as_bytes()) && python(workspace).exists() {
        return Ok(());
    }
    command::say("Installing localstripe");
    let environment =
        || Command::new("python3").args(["-m", "venv", "--clear"]).arg(&directory).stdin(Stdio::null()).output();
    if !environment().is_ok_and(|made| made.status.success()) {
        if !command::exists("apt-get") {
            bail!("Python 3.10 or newer with venv is missing; install it with your system's package manager.");
        }
        install(&["python3", "python3-venv"])?;
        if !environment().is_ok_and(|made| made.status.success()) {
            bail!("`python3 -m venv` does not work, which the tests of payments need.");
        }
    }
    let mut pip = Command::new(python(workspace));
    pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"]);
    pip.arg(&requirements).stdin(Stdio::null());
    command::run(&mut pip, "pip could not install localstripe; is its registry within reach?")?;
    files::write(&done, wanted.as_bytes())
}
