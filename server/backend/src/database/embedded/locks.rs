//! The two lock files of a data directory; what they mean is told in the parent module.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};

use super::ClusterError;

#[derive(Debug)]
pub(super) struct Locks {
    start: PathBuf,
    users: PathBuf,
}

impl Locks {
    pub(super) fn in_directory(directory: &Path) -> Locks {
        Locks { start: directory.join("start.lock"), users: directory.join("users.lock") }
    }

    /// The right to start, adopt or stop PostgreSQL, until the file is dropped. Waits at most `patience`.
    pub(super) fn start(&self, patience: Duration) -> Result<File, ClusterError> {
        let file = open(&self.start)?;
        let deadline = Instant::now() + patience;
        while !take(&file, FlockOperation::NonBlockingLockExclusive, &self.start)? {
            if Instant::now() > deadline {
                return Err(ClusterError::Busy(self.start.clone()));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(file)
    }

    /// Marks this process as a user of the cluster, until the file is dropped. Call it under [`Locks::start`].
    pub(super) fn share(&self) -> Result<File, ClusterError> {
        let file = open(&self.users)?;
        // The exclusive form is only ever held under the start lock, which is ours.
        if take(&file, FlockOperation::NonBlockingLockShared, &self.users)? {
            Ok(file)
        } else {
            Err(ClusterError::Busy(self.users.clone()))
        }
    }

    /// Whether nobody but the holder of `users` uses the cluster. Call it under [`Locks::start`].
    pub(super) fn last(&self, users: &File) -> Result<bool, ClusterError> {
        take(users, FlockOperation::NonBlockingLockExclusive, &self.users)
    }
}

fn open(path: &Path) -> Result<File, ClusterError> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map_err(ClusterError::file(path))
}

/// False when another process has it.
fn take(file: &File, how: FlockOperation, path: &Path) -> Result<bool, ClusterError> {
    loop {
        return match flock(file, how) {
            Ok(()) => Ok(true),
            Err(Errno::INTR) => continue,
            Err(Errno::WOULDBLOCK) => Ok(false),
            Err(error) => Err(ClusterError::File { path: path.to_owned(), source: error.into() }),
        };
    }
}
