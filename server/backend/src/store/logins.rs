//! Logins: identities that can sign in. They belong to no account.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use crate::token::Token;
use domain::LoginId;
use domain::email::Email;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;

/// What signing in needs to know of a login.
pub(crate) struct Credentials {
    pub(crate) login: LoginId,
    /// A PHC string; `None` while there is no password.
    pub(crate) password_hash: Option<String>,
    /// It has signed in from this browser before.
    pub(crate) known_device: bool,
}

/// The credentials of the login with this address, and whether it has signed in from the browser with this token. One
/// statement, whatever there is: how long it takes tells nothing.
pub(crate) async fn credentials(pool: &PgPool, email: &Email, device: Option<&Token>) -> Result<Option<Credentials>> {
    let row = sqlx::query!(
        r#"select l.id, l.password_hash, exists (
               select from trusted_devices d where d.login_id = l.id and d.token_hash = $2
           ) as "known_device!"
           from logins l where l.email_key = $1"#,
        email.key(),
        device.map(Token::hash),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Credentials {
        login: LoginId(row.id),
        password_hash: row.password_hash,
        known_device: row.known_device,
    }))
}

/// Adds a login for a person who is being added to an account. `None` when this address has one already: then
/// nothing of it is touched.
pub(crate) async fn insert(
    permit: &mut Permit,
    id: LoginId,
    email: &Email,
    password_hash: &str,
) -> Result<Option<LoginId>> {
    let now = permit.now();
    let row = sqlx::query_scalar!(
        "insert into logins (id, email, email_key, password_hash, credentials_changed_at, created_at)
         values ($1, $2, $3, $4, $5, $5) on conflict (email_key) do nothing returning id",
        id.0,
        email.as_str(),
        email.key(),
        password_hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(permit.tx().conn())
    .await?;
    Ok(row.map(LoginId))
}

/// Sets a login's password and ends all its sessions.
pub(crate) async fn set_password(permit: &mut Permit, email: &Email, password_hash: &str) -> Result<bool> {
    let now = permit.now();
    let login = sqlx::query_scalar!(
        "update logins set password_hash = $2, credentials_changed_at = $3 where email_key = $1 returning id",
        email.key(),
        password_hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(permit.tx().conn())
    .await?;
    if let Some(login) = login {
        sqlx::query!("delete from sessions where login_id = $1", login).execute(permit.tx().conn()).await?;
    }
    Ok(login.is_some())
}

/// Charges one try to a generic cell rate limit. `None` when there was room; otherwise when there will be.
pub(crate) async fn charge(
    pool: &PgPool,
    key: &[u8],
    limit: crate::portico::Limit,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let step = now.saturating_add(limit.every).unwrap_or(now);
    let most = limit.every * (limit.burst - 1);
    let horizon = now.saturating_add(most).unwrap_or(now);
    // One statement on one row: tries that race are charged one after the other.
    let charged = sqlx::query_scalar!(
        "insert into sign_in_limits as l (key, full_at) values ($1, $2)
         on conflict (key) do update set full_at = greatest(l.full_at, $3) + ($2::timestamptz - $3::timestamptz)
         where l.full_at <= $4
         returning 1",
        key,
        step.to_sqlx() as _,
        now.to_sqlx() as _,
        horizon.to_sqlx() as _,
    )
    .fetch_optional(pool)
    .await?;
    if charged.is_some() {
        return Ok(None);
    }
    let full = sqlx::query_scalar!(
        r#"select full_at as "full_at: jiff_sqlx::Timestamp" from sign_in_limits where key = $1"#,
        key
    )
    .fetch_optional(pool)
    .await?;
    Ok(Some(full.map_or(step, |at| at.to_jiff().saturating_sub(most).unwrap_or(step))))
}

/// Gives back one try: a success is not held against the network it came from.
pub(crate) async fn refund(tx: &mut Tx, key: &[u8], limit: crate::portico::Limit, now: Timestamp) -> Result<()> {
    let step = now.saturating_add(limit.every).unwrap_or(now);
    sqlx::query!(
        "update sign_in_limits set full_at = full_at - ($2::timestamptz - $3::timestamptz) where key = $1",
        key,
        step.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets limits: a success clears what was counted against this login.
pub(crate) async fn clear_limits(tx: &mut Tx, keys: &[Vec<u8>]) -> Result<()> {
    sqlx::query!("delete from sign_in_limits where key = any($1)", keys).execute(tx.conn()).await?;
    Ok(())
}

/// Remembers a browser, or that it was used again.
pub(crate) async fn trust_device(tx: &mut Tx, login: LoginId, token_hash: &[u8], now: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into trusted_devices (token_hash, login_id, created_at, last_used_at) values ($1, $2, $3, $3)
         on conflict (token_hash) do update set login_id = excluded.login_id, last_used_at = excluded.last_used_at",
        token_hash,
        login.0,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
