//! What is due leaves the outbox.

use super::{Bounce, note_bounce};
use crate::mail::{MailError, Mailer, Message};
use crate::store::Tx;
use crate::store::outbox::{Due, Outcome};
use crate::{Portico, Result, store};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize as _;

/// How long the first pause after a failed try is; each further one is twice as long as the one before.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(15);
/// The longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(2);
/// A mail is tried for this long, as mail servers do (RFC 5321, section 4.5.4.1: at least 4 to 5 days).
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(5 * 24);

/// Sends what is due; gives how many mails were tried. Each is held by a lock of its own while it is sent, so any number
/// of servers do this at the same time.
///
/// A mail is noted as sent after the mail server took it. Whoever crashes between the two has that one mail sent again,
/// with the same Message-ID, by which mail programs see that it is one.
///
/// When the mail server says that there is no such mailbox, the mail is given up and its address marked, as when the mail
/// comes back later.
///
/// # Errors
/// When the database does not answer. A mail server that does not is no error: the mail is tried again.
pub async fn send_due(portico: &Portico, mailer: &Mailer) -> Result<usize> {
    let mut tried = 0;
    if !mailer.delivers() {
        return Ok(tried);
    }
    loop {
        let now = portico.clock.now();
        let mut tx = Tx::begin(&portico.pool).await?;
        let Some(due) = store::outbox::take(&mut tx, now).await? else { return Ok(tried) };
        if !is_wanted(&mut tx, &due).await? {
            store::outbox::note(&mut tx, due.id, &Outcome::GaveUp, now).await?;
            tx.commit().await?;
            continue;
        }
        let sent = send(portico, mailer, &due).await;
        let outcome = match &sent {
            Ok(()) => Outcome::Sent,
            Err(error) => after_failure(&due, error, now),
        };
        if let Err(MailError::NoMailbox(codes)) = &sent {
            let reason = format!("refused by the mail server with {codes}");
            note_bounce(portico, &due.recipient, Bounce::Permanent, &reason).await?;
        }
        store::outbox::note(&mut tx, due.id, &outcome, now).await?;
        tx.commit().await?;
        tried += 1;
    }
}

/// Whether a mail is still to be sent: not one of a list that its reader has left since it was posted.
async fn is_wanted(tx: &mut Tx, due: &Due) -> Result<bool> {
    match Message::deserialize(&due.message) {
        Ok(Message::ListMail { subscription, .. }) => store::lists::stands(tx, subscription).await,
        _ => Ok(true),
    }
}

async fn send(portico: &Portico, mailer: &Mailer, due: &Due) -> Result<(), MailError> {
    let message = Message::deserialize(&due.message).map_err(|_| MailError::Unknown)?;
    let rendered = mailer.render(portico, due.language, &message)?;
    mailer.send(due.id, &due.recipient, rendered).await
}

/// The log names the mail and the trouble, and nobody's address.
fn after_failure(due: &Due, error: &MailError, now: Timestamp) -> Outcome {
    let attempt = due.attempts + 1;
    if let MailError::NoMailbox(_) = error {
        tracing::warn!(mail = %due.id, attempt, %error, "a mail was given up: nobody is at its address");
        return Outcome::GaveUp;
    }
    if now.duration_since(due.created_at) >= TRIED_FOR {
        tracing::error!(mail = %due.id, attempt, %error, "a mail was given up after days of trying");
        return Outcome::GaveUp;
    }
    let next = now.saturating_add(pause(due.attempts)).unwrap_or(now);
    tracing::warn!(mail = %due.id, attempt, %error, %next, "a mail could not be sent; it is tried again");
    Outcome::Again(next)
}

/// The pause after this many failed tries before.
fn pause(failed: i32) -> SignedDuration {
    let factor = 2_i32.saturating_pow(u32::try_from(failed).unwrap_or_default().min(20));
    FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_two_hours() {
        let seconds: Vec<i64> = (0..4).map(|failed| pause(failed).as_secs()).collect();
        assert_eq!(seconds, [15, 30, 60, 120]);
        assert_eq!(pause(9), LONGEST_PAUSE);
        assert_eq!(pause(i32::MAX), LONGEST_PAUSE);
    }
}
