//! Files: walking, hashing, and writing only what changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Every file below a directory, sorted, so that the same tree always hashes to the same value. A directory that
/// does not exist holds no files.
pub fn walk(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if directory.is_dir() {
        for entry in fs::read_dir(directory).with_context(|| format!("{} cannot be read", directory.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                found.extend(walk(&path)?);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A content hash of 16 hexadecimal digits: long enough for a file's name.
pub fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        // The length goes first, so that moving a byte from one part to the next changes the hash.
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The content hash of several trees and files with their names.
pub fn hash_trees(roots: &[PathBuf]) -> Result<String> {
    let mut parts = Vec::new();
    for root in roots {
        for path in if root.is_dir() { walk(root)? } else { vec![root.clone()] } {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            parts.push(name.into_bytes());
            parts.push(read(&path)?);
        }
    }
    Ok(hash(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

/// Reads a whole file; the failure names it.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes a file and the directories above it. A reader sees the old content or the new one, never a part.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    let failure = || format!("{} cannot be written", path.display());
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).with_context(failure)?;
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    fs::write(&temporary, content).with_context(failure)?;
    fs::rename(&temporary, path).with_context(failure)
}

/// Whether the file holds exactly this.
pub fn holds(path: &Path, content: &[u8]) -> bool {
    fs::read(path).is_ok_and(|present| present == content)
}
