//! Password hashing: Argon2id at the parameters that OWASP recommends (19 MiB, 2 passes, 1 lane), on threads of its
//! own.
//!
//! One thread per core, each with its memory allocated once: never more than that many hashes run, however many
//! people sign in, and no request waits for a page fault. The threads run at a lower priority than the ones that
//! serve pages, so that a rush at the door does not slow down who is already inside.

use crate::clock::Entropy;
use crate::{Error, Result};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Memory of one hash, in KiB.
const MEMORY: u32 = 19 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Bytes of a hash.
const LENGTH: usize = 32;
/// How much lower than normal the hashing threads' priority is, in the kernel's "nice" steps.
const NICENESS: i32 = 15;

/// Salt and hash of nothing: checked when there is no such login, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct Job {
    password: String,
    salt: Vec<u8>,
    answer: oneshot::Sender<Option<[u8; LENGTH]>>,
}

/// Hashes passwords. Cloning shares the threads.
#[derive(Debug, Clone)]
pub struct Hasher {
    jobs: Sender<Job>,
}

impl Hasher {
    /// Starts `threads` hashing threads; they end when the last clone is dropped.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(threads: usize) -> Result<Self> {
        let (jobs, queue) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for number in 0..threads.max(1) {
            let queue = Arc::clone(&queue);
            std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || work(&queue))
                .map_err(|error| Error::internal("starting a password thread", error))?;
        }
        Ok(Self { jobs })
    }

    /// Hashes a new password into a PHC string.
    ///
    /// # Errors
    /// When there is no randomness for the salt, or the threads are gone.
    pub async fn hash(&self, password: String, entropy: &Entropy) -> Result<String> {
        let mut salt = vec![0; 16];
        entropy.fill(&mut salt)?;
        let hash = self.compute(password, salt.clone()).await?;
        Ok(format!(
            "$argon2id$v=19$m={MEMORY},t={PASSES},p=1${}${}",
            STANDARD_NO_PAD.encode(&salt),
            STANDARD_NO_PAD.encode(hash)
        ))
    }

    /// Whether `password` is the one of this PHC string. Without a string it takes as long and the answer is no.
    ///
    /// # Errors
    /// When the threads are gone, or the stored string is not one of ours.
    pub async fn verify(&self, password: String, stored: Option<&str>) -> Result<bool> {
        let (salt, expected) = parse(stored.unwrap_or(NOBODY))
            .ok_or_else(|| Error::internal("reading a stored password hash", "not a PHC string of Portico's"))?;
        let hash = self.compute(password, salt).await?;
        // Equal in constant time: every byte is looked at.
        let differs = hash.iter().zip(&expected).fold(0, |all, (a, b)| all | (a ^ b));
        Ok(differs == 0 && stored.is_some())
    }

    async fn compute(&self, password: String, salt: Vec<u8>) -> Result<[u8; LENGTH]> {
        let (answer, hash) = oneshot::channel();
        let gone = || Error::internal("hashing a password", "the password threads are gone");
        self.jobs.send(Job { password, salt, answer }).map_err(|_| gone())?;
        hash.await.ok().flatten().ok_or_else(gone)
    }
}

fn work(queue: &Mutex<Receiver<Job>>) {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS) {
        tracing::warn!(%error, "password threads keep the normal priority");
    }
    let Ok(params) = Params::new(MEMORY, PASSES, 1, Some(LENGTH)) else { return };
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    loop {
        // The lock is held while waiting: the other threads wait for the lock instead, which is the same to them.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { password, salt, answer }) = job else { return };
        // Whoever asked may have gone away meanwhile.
        if answer.is_closed() {
            continue;
        }
        let mut hash = [0; LENGTH];
        let done = argon2.hash_password_into_with_memory(password.as_bytes(), &salt, &mut hash, &mut memory);
        // An error here means that the receiver is gone, and with it the wish to know.
        let _ = answer.send(done.is_ok().then_some(hash));
    }
}

fn parse(stored: &str) -> Option<(Vec<u8>, [u8; LENGTH])> {
    let rest = stored.strip_prefix(&format!("$argon2id$v=19$m={MEMORY},t={PASSES},p=1$"))?;
    let (salt, hash) = rest.split_once('$')?;
    let hash = STANDARD_NO_PAD.decode(hash).ok()?.try_into().ok()?;
    Some((STANDARD_NO_PAD.decode(salt).ok()?, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_verifies() {
        let hasher = Hasher::start(2).expect("threads");
        let stored = hasher.hash("correct horse battery".into(), &Entropy::System).await.expect("a hash");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hasher.verify("correct horse battery".into(), Some(&stored)).await.expect("verified"));
        assert!(!hasher.verify("correct horse batterx".into(), Some(&stored)).await.expect("verified"));
        assert!(!hasher.verify(String::new(), Some(&stored)).await.expect("verified"));
        assert!(!hasher.verify("anything".into(), None).await.expect("verified"), "nobody has no password");
        assert!(hasher.verify("x".into(), Some("$argon2id$broken")).await.is_err());
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ() {
        let hasher = Hasher::start(1).expect("threads");
        let one = hasher.hash("same".into(), &Entropy::System).await.expect("a hash");
        let two = hasher.hash("same".into(), &Entropy::System).await.expect("a hash");
        assert_ne!(one, two);
    }
}
