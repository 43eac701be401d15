//! Housekeeping: what providers told long ago is forgotten.

use crate::{Portico, Result, store};
use jiff::SignedDuration;

/// Events are known again for this long; Stripe repeats one for three days.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Forgets old events; gives how many.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(portico: &Portico) -> Result<u64> {
    let now = portico.clock.now();
    store::payments::forget_events(&portico.pool, now.saturating_sub(KEPT).unwrap_or(now)).await
}
