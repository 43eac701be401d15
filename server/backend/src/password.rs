//! Password hashing: Argon2id at the parameters that OWASP recommends (19 MiB, 2 passes, 1 lane), on threads of its
//! own.
//!
//! One thread per core, each with one hash's memory that it keeps while there is work: never more than that many hashes
//! run, however many people sign in, and a rush pays for no page faults.
//!
//! A rush at the door does not slow down who is already inside. The threads run at a lower priority than the ones that
//! serve pages; but the kernel weighs priorities only within a group of processes, and PostgreSQL is in another (a
//! service or a session of its own), so on top of that one core is left to the pages while somebody reads them. And
//! only so many wait at the door: who comes after them is told at once to come back later.

use crate::clock::Entropy;
use crate::{Error, Result};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use domain::Problem;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use unicode_normalization::UnicodeNormalization as _;

/// Memory of one hash, in KiB.
const MEMORY: u32 = 19 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Bytes of a hash.
const LENGTH: usize = 32;
/// How much lower than normal the hashing threads' priority is, in the kernel's "nice" steps.
const NICENESS: i32 = 15;

/// A thread without work for this long gives its memory back.
const REST: Duration = Duration::from_secs(10);

/// For how long after somebody inside asked for something one core is left to them: a little longer than a page takes.
const COURTESY: Duration = Duration::from_millis(100);

/// How many may wait at the door for each thread: about two seconds of work, or four while one of two cores is left to
/// the pages.
const PLACES: usize = 128;

/// Salt and hash of nothing: checked when there is no such login, so that the answer takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct Job {
    password: String,
    salt: Vec<u8>,
    answer: oneshot::Sender<Option<[u8; LENGTH]>>,
}

/// Jobs on their way to the threads.
struct Queue {
    state: Mutex<Waiting>,
    changed: Condvar,
    start: Instant,
    /// When somebody inside last asked for something, in milliseconds from `start`.
    last_guest: AtomicU64,
    places: AtomicUsize,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For how long one core is still left to who is inside.
    fn courtesy(&self) -> Option<Duration> {
        let last = Duration::from_millis(self.last_guest.load(Ordering::Relaxed));
        let left = (last + COURTESY).checked_sub(self.start.elapsed())?;
        (!left.is_zero()).then_some(left)
    }
}

/// A place at the door. Dropped, it is free for the next.
#[derive(Debug)]
pub struct Place(Arc<Queue>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.places.fetch_add(1, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Queue(…)")
    }
}

/// The end of the queue that hands jobs in; with the last one the threads end.
struct Door(Arc<Queue>);

impl Drop for Door {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

/// Hashes passwords. Cloning shares the threads.
#[derive(Clone)]
pub struct Hasher {
    door: Arc<Door>,
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher(…)")
    }
}

impl Hasher {
    /// Starts `threads` hashing threads; they end when the last clone is dropped.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(threads: usize) -> Result<Self> {
        let threads = threads.max(1);
        let queue = Arc::new(Queue {
            state: Mutex::default(),
            changed: Condvar::new(),
            start: Instant::now(),
            last_guest: AtomicU64::new(0),
            places: AtomicUsize::new(PLACES * threads),
        });
        for number in 0..threads {
            let queue = Arc::clone(&queue);
            // With one core there is none to leave.
            let gives_way = number > 0 && number + 1 == threads;
            std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || work(&queue, gives_way))
                .map_err(|error| Error::internal("starting a password thread", error))?;
        }
        Ok(Self { door: Arc::new(Door(queue)) })
    }

    /// Notes that somebody inside asks for something: for a moment one core is left to them.
    pub fn give_way(&self) {
        let queue = &self.door.0;
        let now = u64::try_from(queue.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        queue.last_guest.store(now, Ordering::Relaxed);
    }

    /// Takes a place at the door; whoever comes from outside takes one before anything is done for them.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when all are taken.
    pub fn place(&self) -> Result<Place> {
        let queue = &self.door.0;
        let taken = queue.places.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |places| places.checked_sub(1));
        taken.map_err(|_| Problem::Unavailable)?;
        Ok(Place(Arc::clone(queue)))
    }

    /// Hashes a new password into a PHC string. It is brought into one form first (Unicode NFKC), so that it does not
    /// matter how a keyboard composes its letters.
    ///
    /// # Errors
    /// When there is no randomness for the salt, or the threads are gone.
    pub async fn hash(&self, password: String, entropy: &Entropy) -> Result<String> {
        let mut salt = vec![0; 16];
        entropy.fill(&mut salt)?;
        let hash = self.compute(normalised(&password), salt.clone()).await?;
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
        let hash = self.compute(normalised(&password), salt).await?;
        // Equal in constant time: every byte is looked at.
        let differs = hash.iter().zip(&expected).fold(0, |all, (a, b)| all | (a ^ b));
        Ok(differs == 0 && stored.is_some())
    }

    async fn compute(&self, password: String, salt: Vec<u8>) -> Result<[u8; LENGTH]> {
        let (answer, hash) = oneshot::channel();
        self.door.0.lock().jobs.push_back(Job { password, salt, answer });
        self.door.0.changed.notify_one();
        let hash = hash.await.ok().flatten();
        hash.ok_or_else(|| Error::internal("hashing a password", "the password threads are gone"))
    }
}

fn normalised(password: &str) -> String {
    password.nfkc().collect()
}

fn work(queue: &Queue, gives_way: bool) {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS) {
        tracing::warn!(%error, "password threads keep the normal priority");
    }
    let Ok(params) = Params::new(MEMORY, PASSES, 1, Some(LENGTH)) else { return };
    let blocks = params.block_count();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut memory: Vec<Block> = Vec::new();
    let mut worked = Instant::now();
    let mut waiting = queue.lock();
    loop {
        if gives_way
            && !waiting.closed
            && let Some(left) = queue.courtesy()
        {
            // It may have been this thread that was called for a job.
            if !waiting.jobs.is_empty() {
                queue.changed.notify_one();
            }
            if worked.elapsed() > REST {
                memory = Vec::new();
            }
            waiting = queue.changed.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
            continue;
        }
        let Some(Job { password, salt, answer }) = waiting.jobs.pop_front() else {
            if waiting.closed {
                return;
            }
            let (guard, rest) = queue.changed.wait_timeout(waiting, REST).unwrap_or_else(PoisonError::into_inner);
            waiting = guard;
            if rest.timed_out() && waiting.jobs.is_empty() {
                memory = Vec::new();
            }
            continue;
        };
        drop(waiting);
        // Whoever asked may have gone away meanwhile.
        if !answer.is_closed() {
            memory.resize(blocks, Block::default());
            let mut hash = [0; LENGTH];
            let done = argon2.hash_password_into_with_memory(password.as_bytes(), &salt, &mut hash, &mut memory);
            // An error here means that the receiver is gone, and with it the wish to know.
            let _ = answer.send(done.is_ok().then_some(hash));
            worked = Instant::now();
        }
        waiting = queue.lock();
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
    async fn who_is_inside_goes_first_and_nobody_is_forgotten() {
        for threads in [1, 2, 3] {
            let hasher = Hasher::start(threads).expect("threads");
            hasher.give_way();
            let hashes: Vec<_> = (0..6)
                .map(|_| {
                    let hasher = hasher.clone();
                    tokio::spawn(async move { hasher.verify("anything".into(), None).await })
                })
                .collect();
            for hash in hashes {
                hasher.give_way();
                assert!(!hash.await.expect("ran").expect("verified"), "with {threads} threads");
            }
        }
    }

    #[tokio::test]
    async fn a_full_door_turns_away() {
        let hasher = Hasher::start(1).expect("threads");
        let mut places: Vec<Place> = (0..PLACES).map(|_| hasher.place().expect("a place")).collect();
        assert!(matches!(hasher.place(), Err(Error::Problem(Problem::Unavailable))));
        places.pop();
        assert!(hasher.place().is_ok());
    }

    #[tokio::test]
    async fn one_password_however_its_letters_are_composed() {
        let hasher = Hasher::start(1).expect("threads");
        let stored = hasher.hash("\u{e5}tta grodor".into(), &Entropy::System).await.expect("a hash");
        assert!(hasher.verify("a\u{30a}tta grodor".into(), Some(&stored)).await.expect("verified"));
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ() {
        let hasher = Hasher::start(1).expect("threads");
        let one = hasher.hash("same".into(), &Entropy::System).await.expect("a hash");
        let two = hasher.hash("same".into(), &Entropy::System).await.expect("a hash");
        assert_ne!(one, two);
    }
}
