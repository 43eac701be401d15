//! Logins: identities that can sign in. They belong to no account.

use super::Tx;
use crate::Result;
use crate::access::{Caller, Permit};
use crate::portico::Limit;
use crate::token::Token;
use domain::email::Email;
use domain::language::Language;
use domain::{AccountId, LoginId, UserId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

/// What signing in needs to know of a login.
pub(crate) struct Credentials {
    pub(crate) login: LoginId,
    /// A PHC string; `None` while there is no password, or only one whose time is over.
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
               select l.id, case when l.password_until <= $3 then null else l.password_hash end as password_hash, exists (
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
        if let Some(room) = charge_one(pool, count, now).await? {
            return Ok(Some(room));
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

/// Notes that the address of a login that is being made was chosen by another user of the account.
pub(crate) async fn note_address(permit: &mut Permit, login: LoginId, by: UserId) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update logins set email_set_in = $2, email_set_by = $3, email_set_at = $4 where id = $1",
        login.0,
        account.0,
        by.0,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Makes the password of a login that is being made a temporary one, which another user of the account chose.
pub(crate) async fn note_temporary(permit: &mut Permit, login: LoginId, by: UserId, until: Timestamp) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update logins set password_set_in = $2, password_set_by = $3, password_until = $4 where id = $1",
        login.0,
        account.0,
        by.0,
        until.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Sets a login's password for good and ends all its sessions.
pub(crate) async fn set_password(permit: &mut Permit, email: &Email, password_hash: &str) -> Result<bool> {
    let now = permit.now();
    let login = sqlx::query_scalar!(
        "update logins set password_hash = $2, credentials_changed_at = $3, password_set_in = null,
             password_set_by = null, password_until = null
         where email_key = $1 returning id",
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

/// Sets the password of a user's login until a moment, as the one who acts; its sessions end and the browsers it was
/// signed in from are forgotten. Says whether the user has a login.
pub(crate) async fn set_temporary(
    permit: &mut Permit,
    user: UserId,
    password_hash: &str,
    until: Timestamp,
) -> Result<bool> {
    let (account, now, actor) = (permit.account(), permit.now(), permit.actor_user());
    let login = sqlx::query_scalar!(
        "update logins l set password_hash = $3, credentials_changed_at = $4, password_set_in = $1,
             password_set_by = $5, password_until = $6
         from users u where u.account_id = $1 and u.id = $2 and l.id = u.login_id returning l.id",
        account.0,
        user.0,
        password_hash,
        now.to_sqlx() as _,
        actor,
        until.to_sqlx() as _,
    )
    .fetch_optional(permit.tx().conn())
    .await?;
    if let Some(login) = login {
        end_sessions(permit, &[login]).await?;
    }
    Ok(login.is_some())
}

/// Ends what these logins are signed in with, and forgets the browsers that they were signed in from. A statement of
/// its own, after their rows are locked: whoever was signing in meanwhile is seen, or finds another password.
async fn end_sessions(permit: &mut Permit, logins: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "with s as (delete from sessions where login_id = any ($1))
         delete from trusted_devices where login_id = any ($1)",
        logins,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Ends the temporary passwords of these users and of those who act for them now or will, with every session begun
/// with one; says whose.
pub(crate) async fn end_temporary(permit: &mut Permit, users: &[UserId]) -> Result<Vec<UserId>> {
    let (account, now) = (permit.account(), permit.now());
    let ids: Vec<Uuid> = users.iter().map(|user| user.0).collect();
    let rows = sqlx::query!(
        "update logins l set password_hash = null, credentials_changed_at = $3, password_set_in = null,
             password_set_by = null, password_until = null
         from users u
         where u.account_id = $1 and l.id = u.login_id and l.password_until is not null
           and (u.id = any ($2) or exists (
               select from deputies d where d.account_id = $1 and d.deputy_id = u.id and d.principal_id = any ($2)
                   and d.ends_at > $3))
         returning u.id as user, l.id as login",
        account.0,
        &ids,
        now.to_sqlx() as _,
    )
    .fetch_all(permit.tx().conn())
    .await?;
    if !rows.is_empty() {
        let logins: Vec<Uuid> = rows.iter().map(|row| row.login).collect();
        end_sessions(permit, &logins).await?;
    }
    Ok(rows.into_iter().map(|row| UserId(row.user)).collect())
}

/// Sets the password that a login's person chose, unless the one that they proved (`old_hash`) is not theirs any more;
/// says whether it is. All sessions end but this one, which goes on under another token.
pub(crate) async fn choose_password(
    permit: &mut Permit,
    login: LoginId,
    (old_hash, new_hash): (&str, &str),
    (old_token, new_token): (&Token, &Token),
    device: Option<&Token>,
) -> Result<bool> {
    let now = permit.now();
    let done = sqlx::query!(
        "update logins set password_hash = $3, credentials_changed_at = $4, password_set_in = null,
             password_set_by = null, password_until = null
         where id = $1 and password_hash = $2",
        login.0,
        old_hash,
        new_hash,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    let kept = sqlx::query!(
        "with s as (delete from sessions where login_id = $1 and token_hash <> $2),
              d as (delete from trusted_devices where login_id = $1 and token_hash is distinct from $5)
         update sessions set token_hash = $3, confirmed_at = $4 where token_hash = $2",
        login.0,
        old_token.hash(),
        new_token.hash(),
        now.to_sqlx() as _,
        device.map(Token::hash),
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// A user of a login, in whatever account.
pub(crate) struct OwnUser {
    pub(crate) account: AccountId,
    pub(crate) account_name: String,
    pub(crate) user: UserId,
    pub(crate) full_name: String,
    pub(crate) friendly_name: String,
}

/// The users of a login, in all accounts.
pub(crate) async fn users_of(pool: &PgPool, login: LoginId) -> Result<Vec<OwnUser>> {
    let rows = sqlx::query!(
        r#"select account_id as "account!", account_name as "account_name!", user_id as "user!",
               full_name as "full_name!", friendly_name as "friendly_name!" from users_of_login($1)"#,
        login.0,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OwnUser {
            account: AccountId(row.account),
            account_name: row.account_name,
            user: UserId(row.user),
            full_name: row.full_name,
            friendly_name: row.friendly_name,
        })
        .collect())
}

/// That somebody else set a person's address.
pub(crate) struct EmailSet {
    /// Who did.
    pub(crate) by: UserId,
    /// Their name.
    pub(crate) by_name: String,
    pub(crate) at: Timestamp,
}

/// Of these users, those whose address somebody else of this account set last.
pub(crate) async fn emails_set(tx: &mut Tx, account: AccountId, users: &[UserId]) -> Result<HashMap<UserId, EmailSet>> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = users.iter().map(|user| user.0).collect();
    let rows = sqlx::query!(
        r#"select u.id, s.id as by, coalesce(nullif(s.friendly_name, ''), nullif(s.full_name, ''), s.handle) as "name!",
               l.email_set_at as "at!: jiff_sqlx::Timestamp"
           from users u
           join logins l on l.id = u.login_id and l.email_set_in = $1 and l.email_set_at is not null
           join users s on s.account_id = $1 and s.id = l.email_set_by and s.id <> u.id
           where u.account_id = $1 and u.id = any ($2)"#,
        account.0,
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let set =
        |row: (Uuid, String, jiff_sqlx::Timestamp)| EmailSet { by: UserId(row.0), by_name: row.1, at: row.2.to_jiff() };
    Ok(rows.into_iter().map(|row| (UserId(row.id), set((row.by, row.name, row.at)))).collect())
}

/// Charges one try to a limit; gives the moment from which there is room when there is none.
pub(crate) async fn charge_one(pool: &PgPool, count: &Count, now: Timestamp) -> Result<Option<Timestamp>> {
    let charged = sqlx::query!(
        "insert into sign_in_limits as l (key, full_at) values ($1, $3)
         on conflict (key) do update set full_at = greatest(l.full_at, $2) + ($3::timestamptz - $2::timestamptz)
         where l.full_at <= $4",
        count.key,
        now.to_sqlx() as _,
        count.step(now).to_sqlx() as _,
        count.horizon(now).to_sqlx() as _,
    )
    .execute(pool)
    .await?;
    if charged.rows_affected() == 1 { Ok(None) } else { count.room(pool, now).await.map(Some) }
}

/// Notes that a session's person has just proved who they are, and forgives what was counted against them.
pub(crate) async fn confirm(pool: &PgPool, session: &Token, count: &Count, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "with forgiven as (delete from sign_in_limits where key = $3)
         update sessions set confirmed_at = $2 where token_hash = $1",
        session.hash(),
        now.to_sqlx() as _,
        count.key,
    )
    .execute(pool)
    .await?;
    Ok(())
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
    /// The password that was right: another one meanwhile lets nobody in.
    pub(crate) password_hash: &'a str,
    pub(crate) session: &'a Token,
    pub(crate) device: &'a Token,
    pub(crate) now: Timestamp,
    pub(crate) lifetime: SignedDuration,
    /// For how long a right password waits for the code.
    pub(crate) waits: SignedDuration,
    pub(crate) forgiven: Forgiven<'a>,
}

/// What a right password led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// A session.
    Session,
    /// The login has a second factor: it waits for the code.
    Waits,
    /// Nothing: the password was changed since it was looked up.
    Nothing,
}

/// Begins a session in place of the browser's last one, remembers the browser, notes that the login's users were active
/// and forgives what was counted. One statement: it happens as a whole, in one round trip. The old session is locked
/// before the users, as when activity is noted, and limits in the order in which [`charge`] locks them: `is not null`
/// always holds, and asks for the other part first. It does not wait for the disk: whoever signed in in the moment
/// before PostgreSQL crashes signs in again. A login with a second factor gets no session and its browser is not
/// remembered: the token waits for the code. Nothing begins when the password was changed since it was looked up, whose
/// change waits for this or this for it, as does that of a second factor.
pub(crate) async fn begin_session(pool: &PgPool, caller: &Caller, begun: &Begun<'_>) -> Result<Begin> {
    let Begun { login, password_hash, session, device, now, lifetime, waits, forgiven } = begun;
    let [first, second] = forgiven.forgotten;
    let begin = sqlx::query_scalar!(
        r#"with ended as (
             delete from sessions where token_hash = $1 returning 1
         ), known as materialized (
             select l.id, l.totp_since is not null as waits, l.credentials_changed_at
             from logins l where l.id = $3 and l.password_hash = $13 for share
         ), begun as (
             insert into sessions
                 (token_hash, login_id, created_at, last_seen_at, expires_at, confirmed_at, address, user_agent)
             select $2, k.id, $4::timestamptz, $4, $5, $4, $6::text::inet, left($7, 300) from known k where not k.waits
             returning 1
         ), waiting as (
             insert into pending_sign_ins (token_hash, login_id, credentials_changed_at, expires_at)
             select $2, k.id, k.credentials_changed_at, $14 from known k where k.waits
             returning 1
         ), device as (
             insert into trusted_devices (token_hash, login_id, created_at, last_used_at)
             select $8, k.id, $4, $4 from known k where not k.waits
             on conflict (token_hash) do update set login_id = excluded.login_id, last_used_at = excluded.last_used_at
         ), refunded as (
             update sign_in_limits set full_at = full_at - ($10::timestamptz - $4) where key = $9 returning 1
         ), first as (
             delete from sign_in_limits where key = $11 and exists (select from refunded) is not null returning 1
         ), second as (
             delete from sign_in_limits where key = $12 and exists (select from first) is not null
         )
         select exists (select from waiting) as "waits!" from (select) one
         left join lateral (select note_activity($3, null, $4) where exists (select from begun)) noted on true
         where exists (select from ended) is not null and exists (select from known)
           and set_config('synchronous_commit', 'off', true) is not null"#,
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
        password_hash,
        now.saturating_add(*waits).unwrap_or(*now).to_sqlx() as _,
    )
    .fetch_optional(pool)
    .await?;
    Ok(match begin {
        Some(false) => Begin::Session,
        Some(true) => Begin::Waits,
        None => Begin::Nothing,
    })
}

/// The language that whoever signs in with this address is written to in.
pub(crate) async fn language_of_login(tx: &mut Tx, email: &str) -> Result<Language> {
    let tag = sqlx::query_scalar!("select language_of_login($1)", email.to_lowercase()).fetch_one(tx.conn()).await?;
    Ok(tag.as_deref().and_then(Language::of_tag).unwrap_or(Language::English))
}
