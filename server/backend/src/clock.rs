//! Time and randomness, given to the code that needs them, so that a test can say what time it is.

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// What time it is.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Stands still until it is set.
    Fixed(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands still at `now`.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self::Fixed(Arc::new(Mutex::new(now)))
    }

    /// The time, cut to microseconds, as PostgreSQL keeps it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Fixed(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Moves a fixed clock forward; the machine's is not ours to move.
    pub fn advance(&self, by: jiff::SignedDuration) {
        if let Self::Fixed(now) = self {
            let mut now = now.lock().unwrap_or_else(PoisonError::into_inner);
            *now = now.saturating_add(by).unwrap_or(*now);
        }
    }
}

/// Where random bytes come from.
#[derive(Debug, Clone)]
pub enum Entropy {
    /// The operating system.
    System,
    /// A sequence that a seed determines: for tests and for data that must be the same each time.
    Seeded(Arc<Mutex<StdRng>>),
}

impl Entropy {
    /// The sequence of this seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// Fills `bytes`.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn fill(&self, bytes: &mut [u8]) -> crate::Result<()> {
        match self {
            Self::System => getrandom::fill(bytes).map_err(|error| crate::Error::internal("random bytes", error)),
            Self::Seeded(source) => {
                source.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
                Ok(())
            }
        }
    }

    /// A new UUID of version 7 for something that comes into being at `now`.
    ///
    /// # Errors
    /// As [`Entropy::fill`].
    pub fn id(&self, now: Timestamp) -> crate::Result<Uuid> {
        let mut random = [0; 10];
        self.fill(&mut random)?;
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}
