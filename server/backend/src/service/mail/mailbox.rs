//! The development mailbox: what would have been sent, had there been a mail server.

use crate::mail::{Mailer, Rendered};
use crate::store::outbox::Kept;
use crate::{Error, Portico, Result, store};
use domain::Problem;
use jiff::Timestamp;

/// How many mails the mailbox shows.
const MOST: i64 = 100;

/// A mail in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Its id.
    pub id: String,
    /// To whom.
    pub recipient: String,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub mail: Rendered,
}

/// The newest mails.
///
/// # Errors
/// [`Problem::NotFound`] unless mail is delivered into this mailbox.
pub async fn mailbox(portico: &Portico, mailer: &Mailer) -> Result<Vec<Delivered>> {
    guard(mailer)?;
    let kept = store::outbox::sent(&portico.pool, None, MOST).await?;
    kept.into_iter().map(|kept| delivered(portico, mailer, kept)).collect()
}

/// One mail.
///
/// # Errors
/// As [`mailbox`], and when there is no such mail.
pub async fn open(portico: &Portico, mailer: &Mailer, id: &str) -> Result<Delivered> {
    guard(mailer)?;
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let kept = store::outbox::sent(&portico.pool, Some(id), 1).await?.pop().ok_or(Problem::NotFound)?;
    delivered(portico, mailer, kept)
}

fn guard(mailer: &Mailer) -> Result<()> {
    if mailer.is_development_mailbox() { Ok(()) } else { Err(Problem::NotFound.into()) }
}

fn delivered(portico: &Portico, mailer: &Mailer, kept: Kept) -> Result<Delivered> {
    let mail = mailer.render(portico, kept.language, &kept.message);
    let mail = mail.map_err(|error| Error::internal("showing a mail", error))?;
    Ok(Delivered { id: kept.id.to_string(), recipient: kept.recipient, at: kept.sent_at, mail })
}
