//! The program itself with its private database: from the first start to the last signal, and back after a kill.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// What `portico` needs to run: a data directory and a site.
fn directory() -> TempDir {
    let directory =
        tempfile::Builder::new().prefix("portico").permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
    fs::create_dir(directory.path().join("site")).unwrap();
    fs::write(directory.path().join("site/hash.txt"), "js: a\nwasm: b\ncss: c\n").unwrap();
    directory
}

fn portico(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PORTICO_") || name == "DATABASE_URL") {
        command.env_remove(name);
    }
    command.env("PORTICO_DATA", directory.join("data")).env("PORTICO_SITE", directory.join("site"));
    command.env("PORTICO_LISTEN", "127.0.0.1:0");
    command
}

/// A server that has said where it is.
struct Running {
    child: Child,
    address: String,
    _output: BufReader<ChildStdout>,
}

impl Running {
    fn start(directory: &Path) -> Running {
        let mut child = portico(directory).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "the server ended before it was there");
            if let Some(address) = line.trim().strip_prefix("Portico is at ") {
                break address.to_owned();
            }
        };
        Running { child, address, _output: output }
    }

    fn end(mut self, signal: Signal) -> bool {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
        self.child.wait().unwrap().success()
    }

    async fn is_ready(&self) -> bool {
        reqwest::get(format!("{}/readyz", self.address)).await.unwrap().status().is_success()
    }
}

fn migrate(directory: &Path) -> Output {
    portico(directory).arg("migrate").output().unwrap()
}

#[tokio::test]
async fn it_starts_shares_its_database_and_stops_it() {
    let directory = directory();
    let process_file = directory.path().join("data/postgres/postmaster.pid");
    let server = Running::start(directory.path());
    assert!(server.is_ready().await);

    // A command beside it uses the same PostgreSQL and leaves it running.
    let before = fs::read_to_string(&process_file).unwrap();
    let output = migrate(directory.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(&process_file).unwrap(), before);
    assert!(server.is_ready().await);

    let create = [
        "account",
        "create",
        "--slug",
        "acme",
        "--name",
        "Acme",
        "--holder-email",
        "ada@example.com",
        "--holder-name",
        "Ada",
    ];
    let output = portico(directory.path()).args(create).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("ada@example.com"), "{said}");
    let output = portico(directory.path()).args(create).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("taken"));

    assert!(server.end(Signal::TERM));
    assert!(!process_file.exists());
    // Alone, the command starts PostgreSQL and stops it again.
    assert!(migrate(directory.path()).status.success());
    assert!(!process_file.exists());
}

#[tokio::test]
async fn after_a_kill_the_next_one_goes_on_where_it_was() {
    let directory = directory();
    let process_file = directory.path().join("data/postgres/postmaster.pid");
    let killed = Running::start(directory.path());
    assert!(!killed.end(Signal::KILL));
    let orphan = fs::read_to_string(&process_file).unwrap();

    let server = Running::start(directory.path());
    assert!(server.is_ready().await);
    assert_eq!(fs::read_to_string(&process_file).unwrap(), orphan);
    assert!(server.end(Signal::INT));
    assert!(!process_file.exists());
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let directory = directory();
    fs::remove_file(directory.path().join("site/hash.txt")).unwrap();
    let output = portico(directory.path()).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("portico: ") && said.contains("make build") && said.lines().count() == 1, "{said}");

    let output = portico(directory.path()).arg("migrate").env("DATABASE_URL", "mysql://x").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("DATABASE_URL is not a PostgreSQL URL"), "{said}");
}
