//! The file of checkpoints: what the database cannot take back.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{AuditKey, Checkpoint};

/// A file to which every process of this machine appends its checkpoints, one line of JSON each.
#[derive(Debug, Clone)]
pub struct CheckpointFile {
    path: PathBuf,
}

/// Why the file cannot be used.
#[derive(Debug, Error)]
#[error("the checkpoints of the history, {path}, cannot be {done}: {source}")]
pub struct CheckpointError {
    path: String,
    done: &'static str,
    source: std::io::Error,
}

/// What stands in the file.
#[derive(Debug, Clone, Default)]
pub struct Checkpoints {
    /// Those that are signed.
    pub signed: Vec<Checkpoint>,
    /// The numbers of the lines, from 1, that are no checkpoint or not signed by this key.
    pub foreign: Vec<usize>,
}

impl CheckpointFile {
    /// At this path.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends checkpoints, and waits until they are on the disk.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append(&self, checkpoints: &[Checkpoint]) -> Result<(), CheckpointError> {
        let lines: String = checkpoints.iter().map(|checkpoint| checkpoint.line() + "\n").collect();
        let mut options = fs::OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // In one piece, so that the lines of several processes stay whole.
        options
            .open(&self.path)
            .and_then(|mut file| file.write_all(lines.as_bytes()).and_then(|()| file.sync_data()))
            .map_err(|source| self.error("written", source))
    }

    /// Reads all of it; `None` when there is no file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, key: &AuditKey) -> Result<Option<Checkpoints>, CheckpointError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.error("read", error)),
        };
        let mut read = Checkpoints::default();
        for (line, number) in text.lines().zip(1..) {
            match Checkpoint::parse(key, line) {
                Some(checkpoint) => read.signed.push(checkpoint),
                None => read.foreign.push(number),
            }
        }
        Ok(Some(read))
    }

    fn error(&self, done: &'static str, source: std::io::Error) -> CheckpointError {
        CheckpointError { path: self.path.display().to_string(), done, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use uuid::Uuid;

    #[test]
    fn what_is_appended_is_read() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = CheckpointFile::new(directory.path().join("history.checkpoints"));
        let key = AuditKey::new([1; 32]);
        assert!(file.read(&key).expect("read").is_none());
        let one = Checkpoint::sign(&key, Uuid::from_u128(1), 1, [1; 32], Timestamp::UNIX_EPOCH);
        let two = Checkpoint::sign(&key, Uuid::from_u128(1), 2, [2; 32], Timestamp::UNIX_EPOCH);
        let strange = Checkpoint::sign(&AuditKey::new([2; 32]), Uuid::from_u128(1), 3, [3; 32], Timestamp::UNIX_EPOCH);
        file.append(&[one]).expect("written");
        file.append(&[strange, two]).expect("written");
        let read = file.read(&key).expect("read").expect("there");
        assert_eq!((read.signed, read.foreign), (vec![one, two], vec![2]));
    }
}
