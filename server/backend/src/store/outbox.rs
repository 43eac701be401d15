//! Mail to be sent. It belongs to no account.

use super::Tx;
use crate::mail::{Message, To};
use crate::{Error, Result};
use domain::language::Language;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// A mail whose time has come.
pub(crate) struct Due {
    pub(crate) id: Uuid,
    pub(crate) recipient: String,
    pub(crate) language: Language,
    /// As it is stored; a server of another version may have written it.
    pub(crate) message: Value,
    pub(crate) created_at: Timestamp,
    /// How often it was tried already.
    pub(crate) attempts: i32,
}

/// A mail to be written into the outbox.
pub(crate) struct NewMail<'a> {
    pub(crate) id: Uuid,
    /// What caused it: the same event never mails twice.
    pub(crate) event: String,
    pub(crate) to: To<'a>,
    pub(crate) message: &'a Message,
}

/// The language of a stored tag; English where nothing is stored that Portico speaks.
pub(crate) fn spoken(tag: Option<&str>) -> Language {
    tag.and_then(Language::of_tag).unwrap_or(Language::English)
}

/// Writes a mail into the outbox, unless its event has mailed already.
pub(crate) async fn post(tx: &mut Tx, mail: &NewMail<'_>, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into outbox (id, event, recipient, message, created_at, next_attempt_at, language)
         values ($1, $2, $3, $4, $5, $5, $6)
         on conflict (event) do nothing",
        mail.id,
        mail.event,
        mail.to.email,
        serde_json::to_value(mail.message).map_err(|error| Error::internal("writing a mail", error))?,
        now.to_sqlx() as _,
        mail.to.language.tag(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a mail whose time has come: until the transaction ends no other server does.
pub(crate) async fn take(tx: &mut Tx, now: Timestamp) -> Result<Option<Due>> {
    let row = sqlx::query!(
        r#"select id, recipient as "recipient!", message as "message!", language, attempts,
               created_at as "created_at: jiff_sqlx::Timestamp"
           from outbox
           where sent_at is null and gave_up_at is null and recipient is not null and next_attempt_at <= $1
           order by next_attempt_at
           limit 1
           for update skip locked"#,
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Due {
        id: row.id,
        recipient: row.recipient,
        language: spoken(Some(&row.language)),
        message: row.message,
        created_at: row.created_at.to_jiff(),
        attempts: row.attempts,
    }))
}

/// What became of a try to send.
pub(crate) enum Outcome {
    Sent,
    /// It is tried again then.
    Again(Timestamp),
    GaveUp,
}

/// Notes what became of a try to send.
pub(crate) async fn note(tx: &mut Tx, id: Uuid, outcome: &Outcome, now: Timestamp) -> Result<()> {
    let next = match outcome {
        Outcome::Again(next) => *next,
        Outcome::Sent | Outcome::GaveUp => now,
    };
    sqlx::query!(
        "update outbox set attempts = attempts + 1, next_attempt_at = $2,
             sent_at = case when $3 then $5::timestamptz end, gave_up_at = case when $4 then $5::timestamptz end
         where id = $1",
        id,
        next.to_sqlx() as _,
        matches!(outcome, Outcome::Sent),
        matches!(outcome, Outcome::GaveUp),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets to whom and about what mail was that is done with and older than this; gives how many.
pub(crate) async fn erase(pool: &PgPool, before: Timestamp) -> Result<u64> {
    let done = sqlx::query!(
        "update outbox set recipient = null, message = null
         where recipient is not null and created_at < $1 and num_nonnulls(sent_at, gave_up_at) = 1",
        before.to_sqlx() as _,
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}

/// A mail that was sent, for the development mailbox.
pub(crate) struct Kept {
    pub(crate) id: Uuid,
    pub(crate) recipient: String,
    pub(crate) language: Language,
    pub(crate) message: Message,
    pub(crate) sent_at: Timestamp,
}

/// What was sent last, the newest first; with `id`, only that one.
pub(crate) async fn sent(pool: &PgPool, id: Option<Uuid>, most: i64) -> Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"select id, recipient as "recipient!", message as "message!", language, sent_at as "sent_at!: jiff_sqlx::Timestamp"
           from outbox
           where sent_at is not null and recipient is not null and ($1::uuid is null or id = $1)
           order by id desc
           limit $2"#,
        id,
        most,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let message =
                serde_json::from_value(row.message).map_err(|error| Error::internal("reading a mail", error))?;
            let (language, sent_at) = (spoken(Some(&row.language)), row.sent_at.to_jiff());
            Ok(Kept { id: row.id, recipient: row.recipient, language, message, sent_at })
        })
        .collect()
}
