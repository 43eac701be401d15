//! Whoever forgot their password is answered, by mail.

use crate::mail::{Message, Purpose, To, link_token};
use crate::service::mail::post;
use crate::store::Tx;
use crate::store::recovery::{Asked, Forgotten};
use crate::{Portico, Result, store};
use domain::access::{Recovery, recovery};
use domain::email::Email;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A link to choose a new password works for this long.
const WORKS_FOR: SignedDuration = SignedDuration::from_mins(30);

/// Answers everybody who asked; gives how many. Any number of servers do this at the same time.
///
/// # Errors
/// When the database does not answer.
pub async fn answer(portico: &Portico) -> Result<usize> {
    let mut answered = 0;
    loop {
        let mut tx = Tx::begin(&portico.pool).await?;
        let Some(asked) = store::recovery::take(&mut tx).await? else { return Ok(answered) };
        let now = portico.clock.now();
        // Of an address that has no login there is nothing to say to anybody.
        let key = asked.email.parse::<Email>().map(|email| email.key()).unwrap_or_default();
        if let Some(forgotten) = store::recovery::find(&mut tx, &key, now).await? {
            match recovery(&forgotten.belongs_to()) {
                Recovery::Link => mail_link(portico, &mut tx, &asked, &forgotten, now).await?,
                Recovery::AskHolder => refer(portico, &mut tx, &asked, &forgotten, now).await?,
            }
        }
        tx.commit().await?;
        answered += 1;
    }
}

async fn mail_link(portico: &Portico, tx: &mut Tx, asked: &Asked, forgotten: &Forgotten, now: Timestamp) -> Result<()> {
    let link = portico.entropy.id(now)?;
    let token = link_token(&portico.audit_key, Purpose::ChoosePassword, link);
    // From the moment of the request: whoever asked waits for it.
    let until = asked.at.saturating_add(WORKS_FOR).unwrap_or(now);
    store::recovery::insert_link(tx, &token, forgotten, now, until).await?;
    let message = Message::ChoosePassword { link, until };
    let to = To { email: &forgotten.email, language: forgotten.language() };
    post(portico, tx, format!("forgotten:{}", asked.id), to, &message, now).await
}

/// Tells them whom to ask, and the account holder that they do: of one person at most once a day.
async fn refer(portico: &Portico, tx: &mut Tx, asked: &Asked, forgotten: &Forgotten, now: Timestamp) -> Result<()> {
    for place in &forgotten.places {
        let message = Message::AskHolder {
            account: place.account_name.clone(),
            holder: place.holder_name.clone(),
            administrators: place.administrators.clone(),
        };
        let to = To { email: &forgotten.email, language: place.language };
        post(portico, tx, format!("forgotten:{}", asked.id), to, &message, now).await?;
        let message = Message::AskedForPassword {
            account: place.account_name.clone(),
            slug: place.slug.clone(),
            user: place.user.0,
            name: place.user_name.clone(),
        };
        let day = now.to_zoned(TimeZone::UTC).date();
        let to = To { email: &place.holder_email, language: place.holder_language };
        post(portico, tx, format!("asked:{}:{day}", place.user), to, &message, now).await?;
    }
    Ok(())
}
