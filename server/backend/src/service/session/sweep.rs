//! Housekeeping: what is over is removed.

use crate::{Portico, Result, store};
use jiff::SignedDuration;

/// A browser is forgotten after this long without a sign-in.
pub const DEVICE: SignedDuration = SignedDuration::from_hours(24 * 180);

/// Removes sessions, limits and remembered browsers whose time is over; gives how many rows went.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(portico: &Portico) -> Result<u64> {
    store::sessions::sweep(&portico.pool, portico.clock.now(), portico.policy.idle, DEVICE).await
}
