//! Sessions, and what they open.

use super::Tx;
use crate::access::Root;
use crate::access::{Caller, Member};
use crate::dates::Reader;
use crate::token::Token;
use crate::{Error, Portico, Result};
use domain::access::{HeldGrant, Level, Reach, UserActor};
use domain::account::Slug;
use domain::{AccountId, GrantId, GroupId, LoginId, UserId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use serde::Deserialize;
use sqlx::PgPool;
use uuid::Uuid;

/// What a living session opens.
pub(crate) struct Opened {
    login: LoginId,
    last_seen_at: Timestamp,
    /// What the person is in the account they asked for; `None` when it is not theirs.
    pub(crate) member: Option<Member>,
}

/// A grant as `open_session` gives it.
#[derive(Deserialize)]
struct GrantRow {
    id: Uuid,
    level: Level,
    group_id: Option<Uuid>,
    group_name: Option<String>,
    sort_path: Option<String>,
    users: Option<i32>,
    groups: Option<i32>,
    user_id: Option<Uuid>,
    granted_by: Option<String>,
    granted_at: Timestamp,
}

/// Looks a session up and opens the account of this slug in the transaction. `None`: no such session, or it is over.
pub(crate) async fn open(
    tx: &mut Tx,
    token: &Token,
    slug: &str,
    now: Timestamp,
    idle: SignedDuration,
    exclusive: bool,
) -> Result<Option<Opened>> {
    // What is no slug names no account; PostgreSQL would refuse some of it with an error.
    let slug = if slug.parse::<Slug>().is_ok() { slug } else { "" };
    let row = sqlx::query!(
        r#"select login_id as "login_id!", email as "email!", last_seen_at as "last_seen_at!: jiff_sqlx::Timestamp",
               account_id, account_name, account_country, holder_user_id,
               root_group_id, root_name, root_sort_path, root_users, root_groups,
               user_id, handle, full_name, language, time_zone, is_holder, grants
           from open_session($1, $2, $3, make_interval(secs => $4), $5)"#,
        token.hash(),
        slug,
        now.to_sqlx() as _,
        idle.as_secs_f64(),
        exclusive,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let last_seen_at = row.last_seen_at.to_jiff();
    let (Some(account), Some(user), Some(holder), Some(root)) =
        (row.account_id, row.user_id, row.holder_user_id, row.root_group_id)
    else {
        return Ok(Some(Opened { login: LoginId(row.login_id), last_seen_at, member: None }));
    };
    let reader = Reader::new(row.language.as_deref(), row.time_zone.as_deref());
    let grants: Vec<GrantRow> = serde_json::from_value(row.grants.unwrap_or_default())
        .map_err(|error| Error::internal("reading the grants of a session", error))?;

    let mut held: Vec<Root> = grants.iter().filter_map(held_root).collect();
    let is_holder = row.is_holder.unwrap_or(false);
    if is_holder {
        held.push(Root {
            id: GroupId(root),
            name: row.root_name.unwrap_or_default(),
            sort_path: row.root_sort_path.unwrap_or_default(),
            users: row.root_users.unwrap_or_default(),
            groups: row.root_groups.unwrap_or_default(),
            level: Level::Administrator,
        });
    }
    held.sort_by(|a, b| (&a.sort_path, b.level).cmp(&(&b.sort_path, a.level)));
    Ok(Some(Opened {
        login: LoginId(row.login_id),
        last_seen_at,
        member: Some(Member {
            actor: UserActor {
                account: AccountId(account),
                user: UserId(user),
                is_holder,
                grants: grants.into_iter().filter_map(|grant| held_grant(grant, &reader)).collect(),
            },
            login: LoginId(row.login_id),
            email: row.email,
            account_name: row.account_name.unwrap_or_default(),
            account_country: row.account_country,
            holder: UserId(holder),
            root: GroupId(root),
            handle: row.handle.unwrap_or_default(),
            full_name: row.full_name.unwrap_or_default(),
            reader,
            held,
        }),
    }))
}

fn held_root(grant: &GrantRow) -> Option<Root> {
    Some(Root {
        id: GroupId(grant.group_id?),
        name: grant.group_name.clone()?,
        sort_path: grant.sort_path.clone()?,
        users: grant.users?,
        groups: grant.groups?,
        level: grant.level,
    })
}

fn held_grant(grant: GrantRow, reader: &Reader) -> Option<HeldGrant> {
    let on = match (grant.group_id, grant.user_id) {
        (Some(group), _) => Reach::Group(GroupId(group), grant.group_name.unwrap_or_default()),
        (None, Some(user)) => Reach::User(UserId(user)),
        (None, None) => return None,
    };
    Some(HeldGrant {
        id: GrantId(grant.id),
        level: grant.level,
        on,
        granted_by: grant.granted_by,
        granted_on: reader.day(grant.granted_at),
    })
}

/// The login of a living session.
pub(crate) async fn login(
    pool: &PgPool,
    token: &Token,
    now: Timestamp,
    idle: SignedDuration,
) -> Result<Option<LoginId>> {
    let login = sqlx::query_scalar!(
        "select login_id from sessions
         where token_hash = $1 and expires_at > $2 and last_seen_at > $2 - make_interval(secs => $3)",
        token.hash(),
        now.to_sqlx() as _,
        idle.as_secs_f64(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(login.map(LoginId))
}

/// Begins a session.
pub(crate) async fn insert(
    tx: &mut Tx,
    token: &Token,
    login: LoginId,
    now: Timestamp,
    lifetime: SignedDuration,
    caller: &Caller,
) -> Result<()> {
    let expires = now.saturating_add(lifetime).unwrap_or(now);
    sqlx::query!(
        "insert into sessions (token_hash, login_id, created_at, last_seen_at, expires_at, address, user_agent)
         values ($1, $2, $3, $3, $4, $5::text::inet, left($6, 300))",
        token.hash(),
        login.0,
        now.to_sqlx() as _,
        expires.to_sqlx() as _,
        caller.address.map(|address| address.to_string()),
        caller.user_agent,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a session; it need not exist.
pub(crate) async fn delete(tx: &mut Tx, token: &Token) -> Result<()> {
    sqlx::query!("delete from sessions where token_hash = $1", token.hash()).execute(tx.conn()).await?;
    Ok(())
}

/// Notes that a session and its user were active, at most once a minute and beside the request, which does not wait.
pub(crate) fn touch_later(portico: &Portico, token: &Token, opened: &Opened, now: Timestamp) {
    if now.duration_since(opened.last_seen_at) < SignedDuration::from_mins(1) {
        return;
    }
    let (pool, token) = (portico.pool.clone(), token.clone());
    let login = opened.login;
    let account = opened.member.as_ref().map(|member| member.actor.account);
    tokio::spawn(async move {
        let noted = async {
            let mut tx = Tx::begin(&pool).await?;
            sqlx::query!(
                "update sessions set last_seen_at = greatest(last_seen_at, $2) where token_hash = $1",
                token.hash(),
                now.to_sqlx() as _
            )
            .execute(tx.conn())
            .await?;
            note_activity(&mut tx, login, account, now).await?;
            tx.commit().await
        };
        if let Err(error) = noted.await {
            tracing::warn!(%error, "a session's last activity was not noted");
        }
    });
}

/// Notes that a login's user was active in this account, or in all its accounts.
pub(crate) async fn note_activity(
    tx: &mut Tx,
    login: LoginId,
    account: Option<AccountId>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!("select note_activity($1, $2, $3)", login.0, account.map(|a| a.0), now.to_sqlx() as _)
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}

/// Removes sessions, limits and browsers whose time is over; says how many rows went.
pub(crate) async fn sweep(pool: &PgPool, now: Timestamp, idle: SignedDuration, device: SignedDuration) -> Result<u64> {
    let gone = sqlx::query!(
        "with s as (delete from sessions where expires_at <= $1 or last_seen_at <= $1 - make_interval(secs => $2) returning 1),
              l as (delete from sign_in_limits where full_at <= $1 returning 1),
              d as (delete from trusted_devices where last_used_at <= $1 - make_interval(secs => $3) returning 1)
         select (select count(*) from s) + (select count(*) from l) + (select count(*) from d) as count",
        now.to_sqlx() as _,
        idle.as_secs_f64(),
        device.as_secs_f64(),
    )
    .fetch_one(pool)
    .await?;
    Ok(gone.count.unwrap_or_default().unsigned_abs())
}
