//! Asks the API what its document promises, with requests that a program makes up (Schemathesis): no answer may be a
//! fault of ours, and none other than described.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command;
use crate::workspace::Workspace;

/// The version that is installed beside the build, from PyPI.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// What is checked of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance";

/// How long the server may take to start with a new database.
const PATIENCE: Duration = Duration::from_secs(90);

/// Starts a server with an account of its own and lets the requests come.
pub fn run(workspace: &Workspace) -> Result<()> {
    command::say("Requests to the API as its document describes it");
    let tool = install(workspace)?;
    let data = workspace.target.join("tmp/described");
    if data.exists() {
        fs::remove_dir_all(&data).context("the last run's database cannot be removed")?;
    }
    let portico = |arguments: &[&str]| {
        let mut command = Command::new(workspace.server());
        command.args(arguments).arg("--data").arg(&data).env_remove("DATABASE_URL");
        command
    };
    command::output(&mut portico(&[
        "account",
        "create",
        "--slug",
        "acme",
        "--name",
        "Acme",
        "--holder-email",
        "ada@acme.example",
        "--holder-name",
        "Ada",
    ]))?;
    let mut add = portico(&["operator-key", "add", "--name", "Schemathesis"]);
    for scope in ["accounts:read", "accounts:write", "invoices:read", "invoices:write"] {
        add.args(["--scope", scope]);
    }
    let key = command::output(&mut add)?;
    let port = TcpListener::bind("127.0.0.1:0").and_then(|probe| probe.local_addr()).context("no port is free")?.port();
    let mut serve = portico(&["serve", "--program-limit", "1000000", "--listen", &format!("127.0.0.1:{port}")]);
    serve.env("PORTICO_SITE", workspace.site()).stdout(Stdio::null()).stderr(Stdio::null());
    let server = Server(serve.spawn().context("the server cannot be started")?);
    let url = format!("http://127.0.0.1:{port}");
    wait_for(port)?;
    let mut requests = Command::new(tool);
    requests.args(["run", &format!("{url}/api/v1/openapi.json"), "--url", &url, "--checks", CHECKS, "--phases"]);
    requests.args([
        "examples,coverage,fuzzing",
        "--max-examples",
        "100",
        "--seed",
        "1",
        "--generation-database",
        "none",
    ]);
    requests.arg("--header").arg(format!("Authorization: Bearer {}", key.trim())).env("PYTHONWARNINGS", "ignore");
    let done = command::run(&mut requests, "An answer of the API is not as its document describes it.");
    drop(server);
    done
}

/// The tool in an environment of its own, installed when it is not there.
fn install(workspace: &Workspace) -> Result<PathBuf> {
    let place = workspace.target.join("tools/schemathesis");
    let (tool, noted) = (place.join("bin/schemathesis"), place.join("installed"));
    if fs::read_to_string(&noted).is_ok_and(|version| version == SCHEMATHESIS) {
        return Ok(tool);
    }
    command::output(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
    command::output(Command::new(place.join("bin/pip")).args(["install", "--quiet", SCHEMATHESIS]))?;
    fs::write(&noted, SCHEMATHESIS).context("what was installed cannot be noted")?;
    Ok(tool)
}

/// A server that ends with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It stops its database before it ends.
        let ended = Command::new("kill").arg(self.0.id().to_string()).status();
        if !ended.is_ok_and(|ended| ended.success()) {
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}

fn wait_for(port: u16) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() && is_ready(port) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    bail!("the server did not start within {} seconds", PATIENCE.as_secs())
}

/// Whether the database answers, too.
fn is_ready(port: u16) -> bool {
    use std::io::{Read as _, Write as _};
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}
