//! Forgotten passwords: who asked, and the links that were mailed. They belong to no account.

use super::Tx;
use super::outbox::spoken;
use crate::Result;
use crate::access::Permit;
use crate::token::Token;
use domain::access::Belonging;
use domain::email::Email;
use domain::language::Language;
use domain::{AccountId, LoginId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// Notes that somebody forgot the password of this address, whether it has a login or not.
pub(crate) async fn ask(pool: &PgPool, id: Uuid, email: &Email, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into forgotten_passwords (id, email, asked_at) values ($1, $2, $3)",
        id,
        email.as_str(),
        now.to_sqlx() as _,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The same for whoever holds an account that is just being made: they have no password to forget yet.
pub(crate) async fn ask_under(permit: &mut Permit, id: Uuid, email: &Email) -> Result<()> {
    let now = permit.now();
    sqlx::query!(
        "insert into forgotten_passwords (id, email, asked_at) values ($1, $2, $3)",
        id,
        email.as_str(),
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Somebody who asked.
pub(crate) struct Asked {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) at: Timestamp,
}

/// Takes who asked first, for good once the transaction commits.
pub(crate) async fn take(tx: &mut Tx) -> Result<Option<Asked>> {
    let row = sqlx::query!(
        r#"delete from forgotten_passwords where id = (
               select id from forgotten_passwords order by asked_at limit 1 for update skip locked)
           returning id, email, asked_at as "asked_at: jiff_sqlx::Timestamp""#
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Asked { id: row.id, email: row.email, at: row.asked_at.to_jiff() }))
}

/// A login whose password was forgotten, and what the accounts that it belongs to say of it.
pub(crate) struct Forgotten {
    pub(crate) login: LoginId,
    /// The address as its owner writes it.
    pub(crate) email: String,
    pub(crate) credentials_changed_at: Timestamp,
    pub(crate) places: Vec<Place>,
}

/// An account to which a login belongs.
pub(crate) struct Place {
    pub(crate) account: AccountId,
    pub(crate) account_name: String,
    pub(crate) slug: String,
    pub(crate) user: UserId,
    pub(crate) user_name: String,
    pub(crate) language: Language,
    pub(crate) belonging: Belonging,
    pub(crate) holder_name: String,
    pub(crate) holder_email: String,
    pub(crate) holder_language: Language,
    /// Who administers the user beside the holder, by name.
    pub(crate) administrators: Vec<String>,
}

impl Forgotten {
    /// What [`domain::access::recovery`] needs to know.
    pub(crate) fn belongs_to(&self) -> Vec<Belonging> {
        self.places.iter().map(|place| place.belonging).collect()
    }
}

impl Forgotten {
    /// The language to write to them in: that of the first of their accounts.
    pub(crate) fn language(&self) -> Language {
        self.places.first().map_or(Language::English, |place| place.language)
    }
}

/// The login of this address.
pub(crate) async fn find(tx: &mut Tx, email_key: &str, now: Timestamp) -> Result<Option<Forgotten>> {
    let rows = sqlx::query!(
        r#"select login_id as "login_id!", email as "email!",
               credentials_changed_at as "credentials_changed_at!: jiff_sqlx::Timestamp",
               account_id, account_name, slug, user_id, user_name, language, is_holder, is_managed,
               self_service_reset, holder_name, holder_email, holder_language, administrators
           from forgotten_login($1, $2)"#,
        email_key,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (login, email) = (LoginId(first.login_id), first.email.clone());
    let credentials_changed_at = first.credentials_changed_at.to_jiff();
    let places = rows.into_iter().filter_map(|row| {
        Some(Place {
            account: AccountId(row.account_id?),
            account_name: row.account_name?,
            slug: row.slug?,
            user: UserId(row.user_id?),
            user_name: row.user_name?,
            language: spoken(row.language.as_deref()),
            belonging: Belonging {
                is_holder: row.is_holder?,
                is_managed: row.is_managed?,
                self_service: row.self_service_reset?,
            },
            holder_name: row.holder_name?,
            holder_email: row.holder_email?,
            holder_language: spoken(row.holder_language.as_deref()),
            administrators: row.administrators.unwrap_or_default(),
        })
    });
    Ok(Some(Forgotten { login, email, credentials_changed_at, places: places.collect() }))
}

/// Notes a link that is about to be mailed to the login's address.
pub(crate) async fn insert_link(
    tx: &mut Tx,
    token: &Token,
    forgotten: &Forgotten,
    now: Timestamp,
    until: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into login_links (token_hash, login_id, email_key, credentials_changed_at, created_at, expires_at)
         select $1, id, email_key, $3, $4, $5 from logins where id = $2",
        token.hash(),
        forgotten.login.0,
        forgotten.credentials_changed_at.to_sqlx() as _,
        now.to_sqlx() as _,
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The address of the login that this link is for. `None` when the link is unknown or over, or when the login's address
/// or credentials are not what they were. Both are held by a lock until the transaction ends, so that of two who
/// follow one link at the same time only one uses it.
pub(crate) async fn of_link(tx: &mut Tx, token: &Token, now: Timestamp) -> Result<Option<String>> {
    let email = sqlx::query_scalar!(
        "select l.email_key
         from login_links k
         join logins l on l.id = k.login_id and l.email_key = k.email_key
             and l.credentials_changed_at = k.credentials_changed_at
         where k.token_hash = $1 and k.expires_at > $2
         for update",
        token.hash(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(email)
}

/// Gives a login the password that its owner chose by a link: all its sessions and links end, and
/// the browsers that it was signed in from are forgotten.
pub(crate) async fn set_password(tx: &mut Tx, login: LoginId, password_hash: &str, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "with changed as (
             update logins set password_hash = $2, credentials_changed_at = $3, password_set_in = null,
                 password_set_by = null, password_until = null
             where id = $1
         ), ended as (
             delete from sessions where login_id = $1
         ), forgotten as (
             delete from trusted_devices where login_id = $1
         )
         delete from login_links where login_id = $1",
        login.0,
        password_hash,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes links that are over; gives how many.
pub(crate) async fn sweep(pool: &PgPool, now: Timestamp) -> Result<u64> {
    let done = sqlx::query!("delete from login_links where expires_at <= $1", now.to_sqlx() as _).execute(pool).await?;
    Ok(done.rows_affected())
}
