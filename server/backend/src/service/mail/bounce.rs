//! The operator's mail server says that mail came back.

use crate::{Portico, Result, store};
use domain::email::Email;
use domain::text;

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounce {
    /// The address takes no mail (RFC 3463: a status that starts with 5).
    Permanent,
    /// It did not take this one for now (4); the mail server tries again by itself.
    Temporary,
}

/// Notes that mail to an address came back. For good, it is marked wherever it is somebody's, until it changes or they, or
/// their account holder, want it tried again. Whether it is anybody's is not told. It is a fact about the address and
/// nobody's doing, so no history has it.
///
/// # Errors
/// When the database does not answer.
pub async fn note_bounce(portico: &Portico, address: &str, bounce: Bounce, reason: &str) -> Result<()> {
    let Ok(email) = address.parse::<Email>() else { return Ok(()) };
    if bounce == Bounce::Temporary {
        return Ok(());
    }
    // The words come from somebody's mail server: one line, and not more of it than a person reads.
    let reason: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    let reason = text::line(&reason, 200).unwrap_or_default();
    let people = store::authorized::note_bounce(&portico.pool, &email.key(), &reason, portico.clock.now()).await?;
    tracing::info!(people, "mail to an address came back for good");
    Ok(())
}
