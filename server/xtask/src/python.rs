//! Tools of the tests that are written in Python, each in an environment of its own below the target directory:
//! localstripe, a server that speaks Stripe's API (see `server/backend/src/payment/testing`), and Schemathesis, which
//! makes up requests from the document of the API (see `server/tests/portal/described`). Tests start them themselves.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use crate::{command, files};

/// A tool.
pub struct Tool {
    name: &'static str,
    /// Every package that it consists of, with its version, below the workspace.
    requirements: &'static str,
    /// What is started, below the environment.
    program: &'static str,
    /// Names the program, for tests.
    pub variable: &'static str,
}

/// Speaks Stripe's API.
pub const LOCALSTRIPE: Tool = Tool {
    name: "localstripe",
    requirements: "server/backend/testdata/localstripe/requirements.txt",
    program: "bin/python",
    variable: "PORTICO_LOCALSTRIPE",
};

/// Makes up requests.
pub const SCHEMATHESIS: Tool = Tool {
    name: "schemathesis",
    requirements: "server/tests/testdata/schemathesis/requirements.txt",
    program: "bin/schemathesis",
    variable: "PORTICO_SCHEMATHESIS",
};

impl Tool {
    /// What tests start.
    pub fn program(&self, workspace: &Workspace) -> PathBuf {
        self.directory(workspace).join(self.program)
    }

    fn directory(&self, workspace: &Workspace) -> PathBuf {
        workspace.target.join(self.name)
    }

    /// Makes the environment, or makes it anew when other versions are wanted. `install` installs Debian packages.
    pub fn setup(&self, workspace: &Workspace, install: impl Fn(&[&str]) -> Result<()>) -> Result<()> {
        let name = self.name;
        let requirements = workspace.root.join(self.requirements);
        let wanted = files::hash(&[&files::read(&requirements)?]);
        let directory = self.directory(workspace);
        let done = directory.join(".portico-requirements");
        if files::holds(&done, wanted.as_bytes()) && self.program(workspace).exists() {
            return Ok(());
        }
        command::say(&format!("Installing {name}"));
        let environment =
            || Command::new("python3").args(["-m", "venv", "--clear"]).arg(&directory).stdin(Stdio::null()).output();
        if !environment().is_ok_and(|made| made.status.success()) {
            if !command::exists("apt-get") {
                bail!("Python 3.10 or newer with venv is missing; install it with your system's package manager.");
            }
            install(&["python3", "python3-venv"])?;
            if !environment().is_ok_and(|made| made.status.success()) {
                bail!("`python3 -m venv` does not work, which the tests need for {name}.");
            }
        }
        let mut pip = Command::new(directory.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"]);
        pip.arg(&requirements).stdin(Stdio::null());
        command::run(&mut pip, &format!("pip could not install {name}; is its registry within reach?"))?;
        files::write(&done, wanted.as_bytes())
    }
}
