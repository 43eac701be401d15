//! Housekeeping: to whom mail went is forgotten.

use crate::{Portico, Result, store};
use jiff::SignedDuration;

/// What a mail was about, and to whom it went, is kept for this long.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Erases addresses and contents of mail that is done with, and removes links that are over; gives how many rows
/// changed.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(portico: &Portico) -> Result<u64> {
    let now = portico.clock.now();
    let erased = store::outbox::erase(&portico.pool, now.saturating_sub(KEPT).unwrap_or(now)).await?;
    Ok(erased + store::recovery::sweep(&portico.pool, now).await?)
}
