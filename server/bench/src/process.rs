//! The programs that are measured: started, watched, and killed when this one ends.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};

use crate::http::{Connection, Request};

/// How long a program may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that runs.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to its first answer.
    pub started_in: Duration,
}

impl Server {
    /// Starts a program that listens on `address`, and waits until `ready` is answered there. What it says goes to a
    /// file.
    pub async fn start(mut command: Command, address: SocketAddr, ready: &Request, log: &Path) -> Result<Server> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        let log_file = fs::File::options().create(true).append(true).open(log)?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log_file).kill_on_drop(true);
        let start = Instant::now();
        let mut child = command.spawn().with_context(|| format!("{name} cannot be started"))?;
        loop {
            let answered = async { Connection::open(address).await?.status(ready).await }.await;
            if answered.is_ok_and(|status| status < 500) {
                return Ok(Server { child, address, started_in: start.elapsed() });
            }
            if let Some(status) = child.try_wait()? {
                bail!("{name} ended ({status}); {} says why", log.display());
            }
            if start.elapsed() > PATIENCE {
                bail!("{name} does not answer; {} may say why", log.display());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// The memory that it has now, in bytes.
    pub fn memory(&self) -> Result<u64> {
        self.status("VmRSS:")
    }

    /// The most memory that it ever had, in bytes.
    pub fn peak_memory(&self) -> Result<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Result<u64> {
        let id = self.child.id().context("the server has ended")?;
        let status = fs::read_to_string(format!("/proc/{id}/status")).context("memory is read from Linux's /proc")?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)).context("/proc says nothing of memory")?;
        let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes * 1024)
    }

    /// Ends it.
    pub async fn stop(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// A port that is free at this moment.
pub fn free_address() -> Result<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
