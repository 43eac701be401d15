//! Logins: identities that can sign in. They belong to no account.

use crate::Result;
use crate::access::{Caller, Permit};
use crate::portico::Limit;
use crate::token::Token;
use domain::LoginId;
use domain::email::Email;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;

/// What signing in needs to know of a login.
pub(crate) struct Credentials {
    pub(crate) login: LoginId,
    /// A PHC string; `None` while there is no password.
    pub(crate) password_hash: Option<String>,
}

/// A limit, and the row that it is counted in.
pub(crate) struct Count {
    pub(crate) key: Vec<u8>,
    pub(crate) limit: Limit,
}

/// Everything that a try to sign in may be counted against.
pub(crate) struct Counts {
    /// Of the browser, when it has a token: counts alone, and only when this login has signed in from it before.
    pub(crate) device: Option<Count>,
    pub(crate) network: Count,
    pub(crate) login_and_network: Count,
    pub(crate) login: Count,
}

/// A try to sign in, as far as the database knows.
pub(crate) struct Try {
    pub(crate) credentials: Option<Credentials>,
    /// The login has signed in from this browser before.
    pub(crate) known_device: bool,
    /// There was no room for it; there will be then.
    pub(crate) refused_until: Option<Timestamp>,
}

/// The credentials of the login with this address, and one try charged to the limits that apply: that of the browser
/// with this token when the login has signed in from it before, otherwise those of the network, of the login from this
/// network and of the login, in this order and none after one that has no room. One statement, whatever there is: how
/// long it takes tells nothing.
pub(crate) async fn charge(
    pool: &PgPool,
    email: &Email,
    device: Option<&Token>,
    counts: &Counts,
    now: Timestamp,
) -> Result<Try> {
    let Counts { network, login_and_network, login, .. } = counts;
    let device_count = counts.device.as_ref();
    // Generic cell rate limits. Tries that race are charged one after the other, because each waits for the others'
    // rows; everybody locks them in the same order. A crash of PostgreSQL may forget the tries of the last moment:
    // they need not wait for the disk, which is most of what they would cost.
    let row = sqlx::query!(
        r#"with found as materialized (
               select l.id, l.password_hash, exists (
                   select from trusted_devices d where d.login_id = l.id and d.token_hash = $2
               ) as known
               from logins l where l.email_key = $1
           ), device as (
               insert into sign_in_limits as l (key, full_at)
               select $4::bytea, $5::timestamptz where exists (select from found where known)
               on conflict (key) do update set full_at = greatest(l.full_at, $3) + ($5::timestamptz - $3::timestamptz)
               where l.full_at <= $6
               returning 1
           ), network as (
               insert into sign_in_limits as l (key, full_at)
               select $7::bytea, $8::timestamptz where not exists (select from found where known)
               on conflict (key) do update set full_at = greatest(l.full_at, $3) + ($8::timestamptz - $3::timestamptz)
               where l.full_at <= $9
               returning 1
           ), login_and_network as (
               insert into sign_in_limits as l (key, full_at)
               select $10::bytea, $11::timestamptz where exists (select from network)
               on conflict (key) do update set full_at = greatest(l.full_at, $3) + ($11::timestamptz - $3::timestamptz)
               where l.full_at <= $12
               returning 1
           ), login as (
               insert into sign_in_limits as l (key, full_at)
               select $13::bytea, $14::timestamptz where exists (select from login_and_network)
               on conflict (key) do update set full_at = greatest(l.full_at, $3) + ($14::timestamptz - $3::timestamptz)
               where l.full_at <= $15
               returning 1
           )
           select f.id as "id?", f.password_hash as "password_hash?", coalesce(f.known, false) as "known!",
               exists (select from device) as "device!", exists (select from network) as "network!",
               exists (select from login_and_network) as "login_and_network!", exists (select from login) as "login!",
               set_config('synchronous_commit', 'off', true) as commit
           from (select) one left join found f on true"#,
        email.key(),
        device.map(Token::hash),
        now.to_sqlx() as _,
        device_count.map(|count| &count.key) as _,
        device_count.map(|count| count.step(now).to_sqlx()) as _,
        device_count.map(|count| count.horizon(now).to_sqlx()) as _,
        network.key,
        network.step(now).to_sqlx() as _,
        network.horizon(now).to_sqlx() as _,
        login_and_network.key,
        login_and_network.step(now).to_sqlx() as _,
        login_and_network.horizon(now).to_sqlx() as _,
        login.key,
        login.step(now).to_sqlx() as _,
        login.horizon(now).to_sqlx() as _,
    )
    .fetch_one(pool)
    .await?;
    let charged: &[(Option<&Count>, bool)] = if row.known {
        &[(device_count, row.device)]
    } else {
        &[(Some(network), row.network), (Some(login_and_network), row.login_and_network), (Some(login), row.login)]
    };
    let refused = charged.iter().find(|(_, charged)| !charged).and_then(|(count, _)| *count);
    let refused_until = match refused {
        Some(count) => Some(count.room(pool, now).await?),
        None => None,
    };
    let credentials = row.id.map(|id| Credentials { login: LoginId(id), password_hash: row.password_hash });
    Ok(Try { credentials, known_device: row.known, refused_until })
}

/// Charges a try to each of these limits, in this order and none after one that has no room; gives when there will be
/// room.
pub(crate) async fn charge_each(pool: &PgPool, counts: &[Count], now: Timestamp) -> Result<Option<Timestamp>> {
    for count in counts {
        let charged = sqlx::query!(
            "insert into sign_in_limits as l (key, full_at) values ($1, $2)
             on conflict (key) do update set full_at = greatest(l.full_at, $3) + ($2::timestamptz - $3::timestamptz)
             where l.full_at <= $4",
            count.key,
            count.step(now).to_sqlx() as _,
            now.to_sqlx() as _,
            count.horizon(now).to_sqlx() as _,
        )
        .execute(pool)
        .await?;
        if charged.rows_affected() == 0 {
            return Ok(Some(count.room(pool, now).await?));
        }
    }
    Ok(None)
}

impl Count {
    /// When the bucket is empty again after one try in an empty one.
    fn step(&self, now: Timestamp) -> Timestamp {
        now.saturating_add(self.limit.every).unwrap_or(now)
    }

    /// A bucket that is empty later than this has no room.
    fn horizon(&self, now: Timestamp) -> Timestamp {
        now.saturating_add(self.most()).unwrap_or(now)
    }

    fn most(&self) -> SignedDuration {
        self.limit.every * (self.limit.burst - 1)
    }

    /// When there will be room again.
    async fn room(&self, pool: &PgPool, now: Timestamp) -> Result<Timestamp> {
        let full = sqlx::query_scalar!(
            r#"select full_at as "full_at: jiff_sqlx::Timestamp" from sign_in_limits where key = $1"#,
            self.key
        )
        .fetch_optional(pool)
        .await?;
        let step = self.step(now);
        Ok(full.map_or(step, |at| at.to_jiff().saturating_sub(self.most()).unwrap_or(step)))
    }
}

/// Adds a login for a person who is being added to an account. `None` when this address has one already: then
/// nothing of it is touched.
pub(crate) async fn insert(
    permit: &mut Permit,
    id: LoginId,
    email: &Email,
    password_hash: &str,
) -> Result<Option<LoginId>> {
    let (now, account) = (permit.now(), permit.account());
    let row = sqlx::query_scalar!(
        "insert into logins (id, email, email_key, password_hash, credentials_changed_at, created_at, made_in)
         values ($1, $2, $3, $4, $5, $5, $6) on conflict (email_key) do nothing returning id",
        id.0,
        email.as_str(),
        email.key(),
        password_hash,
        now.to_sqlx() as _,
        account.0,
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

/// What a success forgives.
pub(crate) struct Forgiven<'a> {
    /// Gets its own try back: a success is not held against the network it came from.
    pub(crate) refunded: Option<&'a Count>,
    /// Are forgotten, in this order: what was counted against this login.
    pub(crate) forgotten: [Option<&'a Count>; 2],
}

/// A new session, and what comes with it.
pub(crate) struct Begun<'a> {
    pub(crate) login: LoginId,
    pub(crate) session: &'a Token,
    pub(crate) device: &'a Token,
    pub(crate) now: Timestamp,
    pub(crate) lifetime: SignedDuration,
    pub(crate) forgiven: Forgiven<'a>,
}

/// Begins a session in place of the browser's last one, remembers the browser, notes that the login's users were active
/// and forgives what was counted. One statement: it happens as a whole, in one round trip. The old session is locked
/// before the users, as when activity is noted, and limits in the order in which [`charge`] locks them: `is not null`
/// always holds, and asks for the other part first. It does not wait for the disk: whoever signed in in the moment
/// before PostgreSQL crashes signs in again.
pub(crate) async fn begin_session(pool: &PgPool, caller: &Caller, begun: &Begun<'_>) -> Result<()> {
    let Begun { login, session, device, now, lifetime, forgiven } = begun;
    let [first, second] = forgiven.forgotten;
    sqlx::query!(
        "with ended as (
             delete from sessions where token_hash = $1 returning 1
         ), begun as (
             insert into sessions (token_hash, login_id, created_at, last_seen_at, expires_at, address, user_agent)
             values ($2, $3, $4::timestamptz, $4, $5, $6::text::inet, left($7, 300))
         ), device as (
             insert into trusted_devices (token_hash, login_id, created_at, last_used_at)
             values ($8, $3, $4, $4)
             on conflict (token_hash) do update set login_id = excluded.login_id, last_used_at = excluded.last_used_at
         ), refunded as (
             update sign_in_limits set full_at = full_at - ($10::timestamptz - $4) where key = $9 returning 1
         ), first as (
             delete from sign_in_limits where key = $11 and exists (select from refunded) is not null returning 1
         ), second as (
             delete from sign_in_limits where key = $12 and exists (select from first) is not null
         )
         select note_activity($3, null, $4), set_config('synchronous_commit', 'off', true)
         where exists (select from ended) is not null",
        caller.session.as_ref().map(Token::hash),
        session.hash(),
        login.0,
        now.to_sqlx() as _,
        now.saturating_add(*lifetime).unwrap_or(*now).to_sqlx() as _,
        caller.address.map(|address| address.to_string()),
        caller.user_agent,
        device.hash(),
        forgiven.refunded.map(|count| &count.key) as _,
        forgiven.refunded.map(|count| count.step(*now).to_sqlx()) as _,
        first.map(|count| &count.key) as _,
        second.map(|count| &count.key) as _,
    )
    .fetch_one(pool)
    .await?;
    Ok(())
}
