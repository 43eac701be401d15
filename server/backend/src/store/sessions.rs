//! Sessions, and what they open.

use super::Tx;
use crate::access::{Caller, Member, Permit, Root, Viewer};
use crate::dates::Reader;
use crate::token::Token;
use crate::{Error, Portico, Result};
use domain::access::{Basis, HeldGrant, Level, Moment, Principal, Reach, UserActor};
use domain::account::Slug;
use domain::role::Role;
use domain::{AccountId, DeputyId, GrantId, GroupId, LoginId, UserId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use serde::Deserialize;
use sqlx::PgPool;
use uuid::Uuid;

/// What a living session opens.
pub(crate) struct Opened {
    login: LoginId,
    last_seen_at: Timestamp,
    /// Somebody else set its password: nothing else is done before the person has chosen their own.
    pub(crate) must_change: bool,
    /// The account requires a second factor, and there is none: nothing else is done there before it is set up.
    pub(crate) must_set_up: bool,
    /// When the person last proved that the session is theirs.
    pub(crate) confirmed_at: Timestamp,
    /// What the person is in the account they asked for; `None` when it is not theirs.
    pub(crate) member: Option<Member>,
}

/// Something held, as `held_by` gives it.
#[derive(Deserialize)]
struct GrantRow {
    /// None for what the account holder's deputy has.
    id: Option<Uuid>,
    deputy: Option<Uuid>,
    principal: Option<Uuid>,
    principal_name: Option<String>,
    level: Level,
    group_id: Option<Uuid>,
    group_name: Option<String>,
    sort_path: Option<String>,
    users: Option<i32>,
    groups: Option<i32>,
    user_id: Option<Uuid>,
    granted_by: Option<String>,
    granted_at: Timestamp,
    until: Option<i64>,
}

/// Another user as whom the session looks, as `open_session` gives it.
#[derive(Deserialize)]
struct ViewingRow {
    user: Uuid,
    name: String,
    email: String,
    is_holder: bool,
    roles: Vec<Role>,
    suspended: bool,
    grants: Vec<GrantRow>,
    until: i64,
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
               user_id, handle, full_name, friendly_name, language, time_zone, is_holder, roles, grants, viewing,
               confirmed_at as "confirmed_at!: jiff_sqlx::Timestamp", must_change as "must_change!",
               coalesce(must_set_up, false) as "must_set_up!"
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
    let (last_seen_at, confirmed_at) = (row.last_seen_at.to_jiff(), row.confirmed_at.to_jiff());
    let (Some(account), Some(user), Some(holder), Some(root)) =
        (row.account_id, row.user_id, row.holder_user_id, row.root_group_id)
    else {
        let (login, must_change) = (LoginId(row.login_id), row.must_change);
        return Ok(Some(Opened { login, last_seen_at, must_change, must_set_up: false, confirmed_at, member: None }));
    };
    let reader = Reader::new(row.language.as_deref(), row.time_zone.as_deref());
    let grants: Vec<GrantRow> = serde_json::from_value(row.grants.unwrap_or_default())
        .map_err(|error| Error::internal("reading the grants of a session", error))?;
    let viewing: Option<ViewingRow> = row
        .viewing
        .map(serde_json::from_value)
        .transpose()
        .map_err(|error| Error::internal("reading as whom a session looks", error))?;

    let whole = Root {
        id: GroupId(root),
        name: row.root_name.unwrap_or_default(),
        sort_path: row.root_sort_path.unwrap_or_default(),
        users: row.root_users.unwrap_or_default(),
        groups: row.root_groups.unwrap_or_default(),
        level: Level::Administrator,
    };
    let is_holder = row.is_holder.unwrap_or(false);
    let held = held_roots(&grants, is_holder.then_some(&whole));
    let own_name = [row.friendly_name, row.full_name.clone(), row.handle.clone()];
    let mut member = Member {
        actor: UserActor {
            account: AccountId(account),
            user: UserId(user),
            is_holder,
            grants: grants.into_iter().filter_map(|grant| held_grant(grant, &reader)).collect(),
            roles: roles_of(&row.roles.unwrap_or_default())?,
        },
        viewer: None,
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
    };
    if let Some(viewing) = viewing {
        look_as(&mut member, viewing, &whole, own_name.into_iter().flatten().find(|name| !name.is_empty()));
    }
    let (login, must_change, must_set_up) = (member.login, row.must_change, row.must_set_up);
    Ok(Some(Opened { login, last_seen_at, must_change, must_set_up, confirmed_at, member: Some(member) }))
}

/// Puts another user in the member's place, as far as both see.
fn look_as(member: &mut Member, shown: ViewingRow, whole: &Root, name: Option<String>) {
    // Somebody who is suspended meanwhile sees nothing.
    let (grants, roles, is_holder) = match shown.suspended {
        true => (Vec::new(), Vec::new(), false),
        false => (shown.grants, shown.roles, shown.is_holder),
    };
    let held = held_roots(&grants, is_holder.then_some(whole));
    let actor = UserActor {
        account: member.actor.account,
        user: UserId(shown.user),
        is_holder,
        grants: grants.into_iter().filter_map(|grant| held_grant(grant, &member.reader)).collect(),
        roles,
    };
    member.viewer = Some(Viewer {
        actor: std::mem::replace(&mut member.actor, actor),
        name: name.unwrap_or_default(),
        until: Timestamp::from_second(shown.until).unwrap_or_default(),
    });
    member.held = in_both(&held, &member.held);
    member.full_name = shown.name;
    member.email.clone_from(&shown.email);
    member.handle = shown.email;
}

/// The groups from which both see everything below: of each two that lie in one line, the lower.
fn in_both(shown: &[Root], by: &[Root]) -> Vec<Root> {
    let mut both: Vec<Root> = Vec::new();
    for one in shown {
        for other in by {
            let lower = match () {
                () if one.sort_path.starts_with(&other.sort_path) => one,
                () if other.sort_path.starts_with(&one.sort_path) => other,
                () => continue,
            };
            both.push(Root { level: one.level, ..lower.clone() });
        }
    }
    in_tree_order(both)
}

fn held_roots(grants: &[GrantRow], whole: Option<&Root>) -> Vec<Root> {
    let held = grants.iter().filter_map(|grant| {
        Some(Root {
            id: GroupId(grant.group_id?),
            name: grant.group_name.clone()?,
            sort_path: grant.sort_path.clone()?,
            users: grant.users?,
            groups: grant.groups?,
            level: grant.level,
        })
    });
    in_tree_order(held.chain(whole.cloned()).collect())
}

/// A group comes before everything below it, and once: at its highest level.
fn in_tree_order(mut held: Vec<Root>) -> Vec<Root> {
    held.sort_by(|a, b| (&a.sort_path, b.level).cmp(&(&b.sort_path, a.level)));
    held.dedup_by(|a, b| a.id == b.id);
    held
}

/// Roles by the names under which they are stored.
fn roles_of(names: &[String]) -> Result<Vec<Role>> {
    let roles = names.iter().map(|name| name.parse()).collect::<std::result::Result<_, &str>>();
    roles.map_err(|error| Error::internal("reading the roles of a user", error))
}

fn held_grant(grant: GrantRow, reader: &Reader) -> Option<HeldGrant> {
    let on = match (grant.group_id, grant.user_id) {
        (Some(group), _) => Reach::Group(GroupId(group), grant.group_name.unwrap_or_default()),
        (None, Some(user)) => Reach::User(UserId(user)),
        (None, None) => return None,
    };
    let principal = |id| Principal { id: UserId(id), name: grant.principal_name.unwrap_or_default() };
    Some(HeldGrant {
        basis: Basis { grant: grant.id.map(GrantId), deputy: grant.deputy.map(DeputyId) },
        level: grant.level,
        on,
        until: grant.until.map(Moment),
        granted_by: grant.granted_by,
        granted_on: reader.day(grant.granted_at),
        deputy_for: grant.principal.map(principal),
    })
}

/// Who acts when this user does, as they would be if they signed in at this moment; `None` while they are suspended.
pub(crate) async fn actor(tx: &mut Tx, account: AccountId, user: UserId, now: Timestamp) -> Result<Option<UserActor>> {
    let row = sqlx::query!(
        r#"select held_by(u.account_id, u.id, $3) as "grants!", a.holder_user_id = u.id as "is_holder!", u.roles,
               u.language, u.time_zone
           from users u join accounts a on a.id = u.account_id
           where u.account_id = $1 and u.id = $2 and u.suspended_at is null"#,
        account.0,
        user.0,
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let reader = Reader::new(row.language.as_deref(), row.time_zone.as_deref());
    let grants: Vec<GrantRow> =
        serde_json::from_value(row.grants).map_err(|error| Error::internal("reading what a user holds", error))?;
    let grants = grants.into_iter().filter_map(|grant| held_grant(grant, &reader)).collect();
    Ok(Some(UserActor { account, user, is_holder: row.is_holder, grants, roles: roles_of(&row.roles)? }))
}

/// Whose a living session is, whatever account they open.
pub(crate) struct SessionLogin {
    pub(crate) login: LoginId,
    pub(crate) email: String,
    /// A PHC string; `None` while there is no password.
    pub(crate) password_hash: Option<String>,
    /// Somebody else set that password.
    pub(crate) temporary: bool,
    /// When the person last proved it.
    pub(crate) confirmed_at: Timestamp,
    /// They look as somebody else.
    pub(crate) viewing: bool,
}

/// Whose a living session is. A session that was begun with a temporary password is over with it.
pub(crate) async fn login(
    pool: &PgPool,
    token: &Token,
    now: Timestamp,
    idle: SignedDuration,
) -> Result<Option<SessionLogin>> {
    let row = sqlx::query!(
        r#"select s.login_id, s.confirmed_at as "confirmed_at: jiff_sqlx::Timestamp",
               coalesce(s.viewing_until > $2, false) as "viewing!", l.email, l.password_hash,
               l.password_until is not null as "temporary!"
           from sessions s join logins l on l.id = s.login_id
           where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $2 - make_interval(secs => $3)
             and (l.password_until is null or l.password_until > $2)"#,
        token.hash(),
        now.to_sqlx() as _,
        idle.as_secs_f64(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| SessionLogin {
        login: LoginId(row.login_id),
        email: row.email,
        password_hash: row.password_hash,
        temporary: row.temporary,
        confirmed_at: row.confirmed_at.to_jiff(),
        viewing: row.viewing,
    }))
}

/// The moment at which the caller's session ends when nothing more is asked by it; one long past when it has none.
pub(crate) async fn end(tx: &mut Tx, caller: &Caller, idle: SignedDuration) -> Result<Timestamp> {
    let end = sqlx::query_scalar!(
        r#"select least(expires_at, last_seen_at + make_interval(secs => $2)) as "end!: jiff_sqlx::Timestamp"
           from sessions where token_hash = $1"#,
        caller.session.as_ref().map(Token::hash),
        idle.as_secs_f64(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(end.map_or(Timestamp::UNIX_EPOCH, jiff_sqlx::Timestamp::to_jiff))
}

/// Ends a session, or a sign-in that waits for its code; it need not exist.
pub(crate) async fn delete(tx: &mut Tx, token: &Token) -> Result<()> {
    sqlx::query!(
        "with waiting as (delete from pending_sign_ins where token_hash = $1)
         delete from sessions where token_hash = $1",
        token.hash(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A session, as its owner is shown it.
pub(crate) struct Listed {
    /// By which it is ended; the token does not follow from it.
    pub(crate) id: String,
    pub(crate) user_agent: String,
    pub(crate) address: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    /// It is the one that asks.
    pub(crate) current: bool,
}

/// The living sessions of a login: the one of this token first, then the last seen first.
pub(crate) async fn of_login(
    pool: &PgPool,
    login: LoginId,
    token: &Token,
    now: Timestamp,
    idle: SignedDuration,
) -> Result<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"select encode(sha256(token_hash), 'hex') as "id!", user_agent, host(address) as address,
               created_at as "created_at: jiff_sqlx::Timestamp", last_seen_at as "last_seen_at: jiff_sqlx::Timestamp",
               token_hash = $2 as "current!"
           from sessions
           where login_id = $1 and expires_at > $3 and last_seen_at > $3 - make_interval(secs => $4)
           order by token_hash = $2 desc, last_seen_at desc, token_hash
           limit 100"#,
        login.0,
        token.hash(),
        now.to_sqlx() as _,
        idle.as_secs_f64(),
    )
    .fetch_all(pool)
    .await?;
    let listed = rows.into_iter().map(|row| Listed {
        id: row.id,
        user_agent: row.user_agent,
        address: row.address,
        created_at: row.created_at.to_jiff(),
        last_seen_at: row.last_seen_at.to_jiff(),
        current: row.current,
    });
    Ok(listed.collect())
}

/// Ends one of a login's sessions; says whether there was one.
pub(crate) async fn end_one(tx: &mut Tx, login: LoginId, id: &str) -> Result<bool> {
    let done = sqlx::query!(
        "delete from sessions where login_id = $1 and encode(sha256(token_hash), 'hex') = $2",
        login.0,
        id,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a login's sessions but the one of `kept`, and what waits for a code; gives how many sessions.
pub(crate) async fn end_others(tx: &mut Tx, login: LoginId, kept: Option<&Token>) -> Result<u64> {
    let done = sqlx::query!(
        "with waiting as (delete from pending_sign_ins where login_id = $1)
         delete from sessions where login_id = $1 and token_hash is distinct from $2",
        login.0,
        kept.map(Token::hash),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Forgets the browsers that a login was signed in from.
pub(crate) async fn forget_devices(tx: &mut Tx, login: LoginId) -> Result<()> {
    sqlx::query!("delete from trusted_devices where login_id = $1", login.0).execute(tx.conn()).await?;
    Ok(())
}

/// Lets a session look at the open account as another user.
pub(crate) async fn set_viewing(permit: &mut Permit, token: &Token, user: UserId, until: Timestamp) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update sessions set viewing_account_id = $2, viewing_user_id = $3, viewing_until = $4 where token_hash = $1",
        token.hash(),
        account.0,
        user.0,
        until.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Ends that.
pub(crate) async fn clear_viewing(pool: &PgPool, token: &Token) -> Result<()> {
    sqlx::query!(
        "update sessions set viewing_account_id = null, viewing_user_id = null, viewing_until = null
         where token_hash = $1",
        token.hash(),
    )
    .execute(pool)
    .await?;
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

/// Removes sessions, limits, browsers and what waits for a code or a link whose time is over; says how many rows went.
pub(crate) async fn sweep(pool: &PgPool, now: Timestamp, idle: SignedDuration, device: SignedDuration) -> Result<u64> {
    // A limit that somebody is charging is left alone: they lock several, and in another order.
    let gone = sqlx::query!(
        "with s as (delete from sessions where expires_at <= $1 or last_seen_at <= $1 - make_interval(secs => $2) returning 1),
              l as (delete from sign_in_limits where key in (
                      select key from sign_in_limits where full_at <= $1 for update skip locked) returning 1),
              d as (delete from trusted_devices where last_used_at <= $1 - make_interval(secs => $3) returning 1),
              p as (delete from pending_sign_ins where expires_at <= $1 returning 1),
              e as (delete from email_changes where expires_at <= $1 returning 1)
         select (select count(*) from s) + (select count(*) from l) + (select count(*) from d)
             + (select count(*) from p) + (select count(*) from e) as count",
        now.to_sqlx() as _,
        idle.as_secs_f64(),
        device.as_secs_f64(),
    )
    .fetch_one(pool)
    .await?;
    Ok(gone.count.unwrap_or_default().unsigned_abs())
}
