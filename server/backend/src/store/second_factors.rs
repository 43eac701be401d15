//! Second factors, their recovery codes, and sign-ins that wait for a code. They belong to no account.

use super::Tx;
use crate::Result;
use crate::access::Caller;
use crate::store::logins::Count;
use crate::token::Token;
use domain::{LoginId, UserId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;

/// A second factor that is set up.
pub(crate) struct Stored {
    /// Encrypted, see [`crate::second_factor`].
    pub(crate) secret: Vec<u8>,
    pub(crate) since: Timestamp,
    /// Recovery codes that have not been used.
    pub(crate) codes_left: usize,
}

/// The second factor of a login.
pub(crate) async fn find(pool: &PgPool, login: LoginId) -> Result<Option<Stored>> {
    let row = sqlx::query!(
        r#"select totp_secret as "secret!", totp_since as "since!: jiff_sqlx::Timestamp",
               (select count(*) from recovery_codes c where c.login_id = l.id and c.used_at is null) as "left!"
           from logins l where id = $1 and totp_since is not null"#,
        login.0,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Stored {
        secret: row.secret,
        since: row.since.to_jiff(),
        codes_left: usize::try_from(row.left).unwrap_or_default(),
    }))
}

/// The accounts of a login that require one, by name.
pub(crate) async fn required_by(pool: &PgPool, login: LoginId) -> Result<Vec<String>> {
    let names =
        sqlx::query_scalar!(r#"select name as "name!" from accounts_requiring_second_factor($1) name"#, login.0);
    Ok(names.fetch_all(pool).await?)
}

/// Sets up a second factor, whose code of this step was just accepted; says whether there was none before.
pub(crate) async fn set_up(tx: &mut Tx, login: LoginId, secret: &[u8], step: i64, now: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        "update logins set totp_secret = $2, totp_step = $3, totp_since = $4, credentials_changed_at = $4
         where id = $1 and totp_since is null",
        login.0,
        secret,
        step,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts these recovery codes in the place of those that a login has.
pub(crate) async fn replace_codes(tx: &mut Tx, login: LoginId, codes: &[Vec<u8>]) -> Result<()> {
    sqlx::query!("delete from recovery_codes where login_id = $1", login.0).execute(tx.conn()).await?;
    sqlx::query!(
        "insert into recovery_codes (login_id, code_hash) select $1, c from unnest($2::bytea[]) c",
        login.0,
        codes,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Holds a login's second factor until the transaction ends: it is not removed meanwhile. Says whether there is one.
pub(crate) async fn hold(tx: &mut Tx, login: LoginId) -> Result<bool> {
    let held = sqlx::query_scalar!(
        "select id from logins where id = $1 and totp_since is not null for no key update",
        login.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(held.is_some())
}

/// Recovery codes of a login that have not been used.
pub(crate) async fn codes_left(tx: &mut Tx, login: LoginId) -> Result<usize> {
    let left = sqlx::query_scalar!(
        r#"select count(*) as "left!" from recovery_codes where login_id = $1 and used_at is null"#,
        login.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(usize::try_from(left).unwrap_or_default())
}

/// Uses up the time step of a code; false when it, or a later one, was used already.
pub(crate) async fn use_step(tx: &mut Tx, login: LoginId, step: i64) -> Result<bool> {
    let done = sqlx::query!("update logins set totp_step = $2 where id = $1 and totp_step < $2", login.0, step)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Uses up a recovery code; false when it is none, or was used already.
pub(crate) async fn use_code(tx: &mut Tx, login: LoginId, code: &[u8], now: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        "update recovery_codes set used_at = $3 where login_id = $1 and code_hash = $2 and used_at is null",
        login.0,
        code,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a login's second factor and its recovery codes; says whether there was one.
pub(crate) async fn remove(tx: &mut Tx, login: LoginId, now: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        "with codes as (delete from recovery_codes where login_id = $1)
         update logins set totp_secret = null, totp_step = null, totp_since = null, credentials_changed_at = $2
         where id = $1 and totp_since is not null",
        login.0,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The login of a user of the open account, and its address.
pub(crate) async fn login_of_user(tx: &mut Tx, user: UserId) -> Result<Option<(LoginId, String, bool)>> {
    let row = sqlx::query!(
        r#"select l.id, l.email, l.totp_since is not null as "has!"
           from users u join logins l on l.id = u.login_id where u.account_id = current_account() and u.id = $1"#,
        user.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (LoginId(row.id), row.email, row.has)))
}

/// Somebody whose password was right and who has not yet typed the code.
pub(crate) struct Waiting {
    pub(crate) login: LoginId,
    pub(crate) email: String,
    /// Encrypted.
    pub(crate) secret: Vec<u8>,
}

/// Whose sign-in waits with this token: none when its time is over or the credentials have changed since.
pub(crate) async fn waiting(pool: &PgPool, token: &Token, now: Timestamp) -> Result<Option<Waiting>> {
    let row = sqlx::query!(
        r#"select l.id, l.email, l.totp_secret as "secret!"
           from pending_sign_ins p
           join logins l on l.id = p.login_id and l.credentials_changed_at = p.credentials_changed_at
           where p.token_hash = $1 and p.expires_at > $2 and l.totp_secret is not null"#,
        token.hash(),
        now.to_sqlx() as _,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Waiting { login: LoginId(row.id), email: row.email, secret: row.secret }))
}

/// A session that begins with a code.
pub(crate) struct Entered<'a> {
    pub(crate) login: LoginId,
    /// What waited.
    pub(crate) waited: &'a Token,
    pub(crate) session: &'a Token,
    pub(crate) device: &'a Token,
    pub(crate) now: Timestamp,
    pub(crate) lifetime: SignedDuration,
    /// What is forgiven.
    pub(crate) count: &'a Count,
}

/// Takes the sign-in that waited and holds its login by a lock until the transaction ends; false when it does not wait
/// any more.
pub(crate) async fn take_waiting(tx: &mut Tx, token: &Token, now: Timestamp) -> Result<bool> {
    let login = sqlx::query_scalar!(
        "select l.id from pending_sign_ins p
         join logins l on l.id = p.login_id and l.credentials_changed_at = p.credentials_changed_at
         where p.token_hash = $1 and p.expires_at > $2 for update",
        token.hash(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(login.is_some())
}

/// Begins the session, remembers the browser and notes that the login's users were active.
pub(crate) async fn enter(tx: &mut Tx, caller: &Caller, entered: &Entered<'_>) -> Result<()> {
    let Entered { login, waited, session, device, now, lifetime, count } = entered;
    sqlx::query!(
        "with waited as (
             delete from pending_sign_ins where token_hash = $1
         ), device as (
             insert into trusted_devices (token_hash, login_id, created_at, last_used_at) values ($2, $3, $4, $4)
             on conflict (token_hash) do update set login_id = excluded.login_id, last_used_at = excluded.last_used_at
         ), forgiven as (
             delete from sign_in_limits where key = $5
         )
         insert into sessions
             (token_hash, login_id, created_at, last_seen_at, expires_at, confirmed_at, address, user_agent)
         values ($6, $3, $4, $4, $7, $4, $8::text::inet, left($9, 300))",
        waited.hash(),
        device.hash(),
        login.0,
        now.to_sqlx() as _,
        count.key,
        session.hash(),
        now.saturating_add(*lifetime).unwrap_or(*now).to_sqlx() as _,
        caller.address.map(|address| address.to_string()),
        caller.user_agent,
    )
    .execute(tx.conn())
    .await?;
    super::sessions::note_activity(tx, *login, None, *now).await
}

/// Forgives what was counted.
pub(crate) async fn forgive(tx: &mut Tx, count: &Count) -> Result<()> {
    sqlx::query!("delete from sign_in_limits where key = $1", count.key).execute(tx.conn()).await?;
    Ok(())
}
