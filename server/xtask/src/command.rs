//! Running other programs: each failure becomes one clear sentence.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Prints one line about something that takes a while.
pub fn say(line: &str) {
    eprintln!("» {line}");
}

/// Runs a program with its output visible; `failure` is what a person should read when it fails.
pub fn run(command: &mut Command, failure: &str) -> Result<()> {
    let status = command.status().with_context(|| start_failure(command))?;
    if !status.success() {
        bail!("{failure}");
    }
    Ok(())
}

/// Runs a program silently and returns what it printed; its error output is part of the failure.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| start_failure(command))?;
    if !output.status.success() {
        let name = command.get_program().to_string_lossy();
        bail!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the program can be started at all and says that all is well.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether a program of this name is on the path.
pub fn exists(name: &str) -> bool {
    let started =
        Command::new(name).arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    !started.is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

fn start_failure(command: &Command) -> String {
    format!("{} cannot be started", command.get_program().to_string_lossy())
}
