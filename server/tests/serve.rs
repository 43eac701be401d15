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

#[tokio::test]
async fn the_history_is_linked_while_it_serves_and_verified_by_command() {
    let directory = directory();
    let checkpoints = directory.path().join("data/history.checkpoints");
    let audit = |arguments: &[&str]| {
        let output = portico(directory.path()).arg("audit").args(arguments).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    let server = Running::start(directory.path());
    // The demo's accounts were made before the address was told: a second later they are in the file.
    let mut tries = 0;
    while fs::read_to_string(&checkpoints).unwrap_or_default().lines().count() < 2 {
        tries += 1;
        assert!(tries < 50, "no checkpoints came");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(fs::metadata(&checkpoints).unwrap().permissions().mode() & 0o777, 0o600);
    let mut tries = 0;
    let said = loop {
        let (code, said) = audit(&["verify"]);
        assert_eq!(code, Some(0), "{said}");
        if said.matches(" entries linked, 0 waiting, 0 values erased: as written").count() == 2 {
            break said;
        }
        tries += 1;
        assert!(tries < 50, "the history was not linked: {said}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert!(said.contains("nordic-freight: ") && said.contains("kubernetes: "), "{said}");
    let (code, said) = audit(&["verify", "--account", "nobody"]);
    assert!(code == Some(1) && said.contains("There is no account nobody."), "{said}");
    let (code, said) = audit(&["erase", "--account", "nordic-freight", "--user", "nobody"]);
    assert!(code == Some(1) && said.contains("User nobody is not in this account"), "{said}");
    assert!(server.end(Signal::TERM));

    // Somebody who writes checkpoints of their own lacks the key.
    let lines = fs::read_to_string(&checkpoints).unwrap();
    let forged = lines.lines().next().unwrap().replacen("\"number\":", "\"number\":1", 1);
    fs::write(&checkpoints, format!("{lines}{forged}\n")).unwrap();
    let (code, said) = audit(&["verify", "--account", "nordic-freight"]);
    assert_eq!(code, Some(1), "{said}");
    let forged = lines.lines().count() + 1;
    assert!(said.contains(&format!("line {forged}: it is not a checkpoint that this Portico has signed")), "{said}");
    // The operator gives the account to another holder, and types which it is.
    let set_holder = |user: &str, confirm: &[&str]| {
        let arguments = ["account", "set-holder", "--account", "nordic-freight", "--user", user];
        let output = portico(directory.path()).args(arguments).args(confirm).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    let bo = "bo.ek@nordicfreight.example";
    for (user, confirm, words) in [
        ("nobody@nordicfreight.example", ["--confirm", "nordic-freight"].as_slice(), "nobody’s User id"),
        ("eva.lind@nordicfreight.example", &["--confirm", "nordic-freight"], "holds this account already"),
        (bo, &["--confirm", "kubernetes"], "Nothing was changed"),
        (bo, &[], "add --confirm nordic-freight"),
    ] {
        let (code, said) = set_holder(user, confirm);
        assert!(code == Some(1) && said.contains(words), "{said}");
    }
    let (code, said) = set_holder(bo, &["--confirm", "nordic-freight"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(" holds Nordic Freight now, in place of Eva"), "{said}");
    let missing = directory.path().join("elsewhere");
    let (code, said) = audit(&["verify", "--checkpoints", missing.to_str().unwrap()]);
    assert!(code == Some(1) && said.contains("There is no file"), "{said}");
}
