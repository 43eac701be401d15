//! The running PostgreSQL: its settings, and what `postmaster.pid` says about it.

use std::{
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rustix::{
    io::Errno,
    process::{Pid, WaitOptions, test_kill_process, waitpid},
};

/// Names the socket; nothing listens on a network.
pub(super) const PORT: u16 = 5432;

/// The socket's file name.
pub(super) const SOCKET: &str = ".s.PGSQL.5432";

/// PostgreSQL's main process.
#[derive(Clone, Debug)]
pub(super) struct Postmaster {
    pub(super) id: i32,
    /// The directory of its socket.
    pub(super) socket: PathBuf,
}

/// How a cluster stands.
pub(super) enum State {
    Ready(Postmaster),
    /// Starting or stopping.
    Busy,
    Stopped,
}

impl Postmaster {
    pub(super) fn state(data: &Path) -> State {
        let file = data.join("postmaster.pid");
        let Ok(text) = fs::read_to_string(&file) else { return State::Stopped };
        // Process, data directory, start time, port, socket directory, address, shared memory, status.
        let lines: Vec<&str> = text.lines().collect();
        let Some(id) = lines.first().and_then(|line| line.trim().parse::<i32>().ok()) else { return State::Busy };
        let process = Postmaster { id, socket: PathBuf::from(lines.get(4).copied().unwrap_or_default()) };
        if !process.is_alive() {
            return State::Stopped;
        }
        if process.is_of(data) == Some(false) {
            // The number now belongs to somebody else, as after a restart of the machine. PostgreSQL itself would
            // believe the file and refuse to start.
            tracing::info!("removing {}, left by a process that is gone", file.display());
            if let Err(error) = fs::remove_file(&file) {
                tracing::warn!(%error, "{} cannot be removed", file.display());
            }
            return State::Stopped;
        }
        match lines.get(7).map(|line| line.trim()) {
            Some("ready") => State::Ready(process),
            _ => State::Busy,
        }
    }

    /// Whether there is such a process at all.
    pub(super) fn is_alive(&self) -> bool {
        let Some(id) = Pid::from_raw(self.id) else { return false };
        // As process 1 of a container we inherit it; unless we ask, it stays a zombie. An error means that it is not
        // our child, which is the usual case.
        waitpid(Some(id), WaitOptions::NOHANG).ok();
        if test_kill_process(id) == Err(Errno::SRCH) {
            return false;
        }
        // A zombie that nobody asks for has no command line left.
        !fs::read(format!("/proc/{}/cmdline", self.id)).is_ok_and(|line| line.is_empty())
    }

    /// Whether the process works on `data`; none when the system does not tell.
    fn is_of(&self, data: &Path) -> Option<bool> {
        let line = match fs::read(format!("/proc/{}/cmdline", self.id)) {
            Ok(line) => line,
            Err(_) if Path::new("/proc/self").exists() => return None,
            Err(_) => {
                let id = self.id.to_string();
                let output =
                    Command::new("ps").args(["-o", "command=", "-p", &id]).stderr(Stdio::null()).output().ok()?;
                output.stdout
            }
        };
        let data = data.as_os_str().as_bytes();
        Some(line.windows(data.len()).any(|part| part == data))
    }
}

/// What differs from PostgreSQL's defaults: nothing on a network, sized for a small machine, and no personal values
/// in the log (the details of an error would quote them).
pub(super) fn settings(socket: &Path) -> String {
    let socket = socket.to_string_lossy().replace('\\', "\\\\").replace('\'', "''");
    format!(
        "# Written by Portico at every start; put your own settings into postgresql.conf, below the include.\n\
         listen_addresses = ''\n\
         unix_socket_directories = '{socket}'\n\
         unix_socket_permissions = 0700\n\
         port = {PORT}\n\
         max_connections = 100\n\
         shared_buffers = 128MB\n\
         work_mem = 8MB\n\
         maintenance_work_mem = 128MB\n\
         max_wal_size = 1GB\n\
         random_page_cost = 1.1\n\
         jit = off\n\
         timezone = 'UTC'\n\
         log_timezone = 'UTC'\n\
         logging_collector = off\n\
         log_error_verbosity = terse\n\
         log_min_error_statement = panic\n"
    )
}
