//! The key of the history's seals.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use thiserror::Error;
use uuid::Uuid;

use super::chain::{bytes, hexadecimal};
use crate::clock::Entropy;
use crate::token::Token;

/// How many bytes a key has.
const LENGTH: usize = 32;

/// The key of the history's seals: 32 bytes that every process of one Portico shares and the database never sees.
#[derive(Clone)]
pub struct AuditKey([u8; LENGTH]);

impl std::fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuditKey(…)")
    }
}

/// Why there is no key.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the key of the history, {path}, cannot be {done}: {source}")]
    File {
        /// Which.
        path: String,
        /// What was to be done.
        done: &'static str,
        /// Why not.
        source: std::io::Error,
    },
    /// The file holds something else.
    #[error("the key of the history, {0}, is not {LENGTH} bytes as 64 hexadecimal digits")]
    Shape(String),
    /// There is no randomness for a new one.
    #[error(transparent)]
    Random(#[from] crate::Error),
}

impl AuditKey {
    /// A key of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// Reads the key, 64 hexadecimal digits, from a file; makes one that only the owner reads where there is none.
    ///
    /// # Errors
    /// When it can be neither read nor made, or holds something else.
    pub fn read_or_create(path: &Path, entropy: &Entropy) -> Result<Self, KeyError> {
        let file = |done, source| KeyError::File { path: path.display().to_string(), done, source };
        match fs::read_to_string(path) {
            Ok(text) => parse(text.trim()).ok_or_else(|| KeyError::Shape(path.display().to_string())),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut key = [0; LENGTH];
                entropy.fill(&mut key)?;
                match create(path, &key) {
                    Ok(()) => Ok(Self(key)),
                    // Another process was quicker.
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => Self::read_or_create(path, entropy),
                    Err(error) => Err(file("written", error)),
                }
            }
            Err(error) => Err(file("read", error)),
        }
    }

    /// The token of a mailed link: who has the key and the link's random id can compute it again, and nobody else. Its
    /// first part sets it apart from the codes of the history.
    pub(crate) fn token(&self, purpose: &str, link: Uuid) -> Token {
        Token::of_bytes(self.code(&[b"mailed link", purpose.as_bytes(), link.as_bytes()]))
    }

    /// A key or a keyed hash for something else than the history; its first part sets it apart, too.
    pub(crate) fn derive(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.code(&[&[b"beside the history".as_slice()], parts].concat())
    }

    /// What the key that signs licences' tokens is made of. Its part sets it apart, as above.
    pub(crate) fn licence_seed(&self) -> [u8; 32] {
        self.code(&[b"licence tokens"])
    }

    /// With what messages to an address of this id are signed. Like a mailed link's token it stands nowhere.
    pub(crate) fn webhook_secret(&self, endpoint: Uuid) -> [u8; 32] {
        self.code(&[b"webhook secret", endpoint.as_bytes()])
    }

    /// A code for a message: its first part says what kind of message it is, the lengths keep the parts apart.
    pub(super) fn code(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut code = Hmac::<Sha256>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
        for part in parts {
            code.update(&(part.len() as u64).to_be_bytes());
            code.update(part);
        }
        code.finalize().into_bytes().into()
    }
}

fn create(path: &Path, key: &[u8; LENGTH]) -> std::io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    // Written whole under another name first, so that nobody ever reads half a key.
    let part = path.with_extension(format!("{}.part", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    file.write_all(hexadecimal(key).as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    // A link fails where a file is already; a rename would replace it.
    let linked = fs::hard_link(&part, path);
    fs::remove_file(&part)?;
    linked
}

fn parse(text: &str) -> Option<AuditKey> {
    bytes(text).map(AuditKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_after() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("new/audit.key");
        let made = AuditKey::read_or_create(&path, &Entropy::System).expect("made");
        let read = AuditKey::read_or_create(&path, &Entropy::System).expect("read");
        assert_eq!(made.code(&[b"x"]), read.code(&[b"x"]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "short").expect("written");
        let error = AuditKey::read_or_create(&path, &Entropy::System).expect_err("refused").to_string();
        assert!(error.ends_with("is not 32 bytes as 64 hexadecimal digits"), "{error}");
    }
}
