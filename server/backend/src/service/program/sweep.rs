//! Housekeeping: what programs asked and were told is forgotten.

use crate::{Portico, Result, store};
use jiff::SignedDuration;

/// For how long asking again is answered the same.
const ANSWERS: SignedDuration = SignedDuration::from_hours(24);
/// How long messages that are done with are listed.
const MESSAGES: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Removes answers and messages whose time is over; gives how many rows went.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(portico: &Portico) -> Result<u64> {
    let now = portico.clock.now();
    let before = |age| now.saturating_sub(age).unwrap_or(now);
    store::requests::sweep(&portico.pool, before(ANSWERS), before(MESSAGES)).await
}
