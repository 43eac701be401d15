//! Users who were deleted.

use super::Tx;
use super::users::{User, count_directly};
use crate::Result;
use crate::access::Permit;
use domain::{AccountId, GroupId, LoginId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgPool;

/// A user who was deleted and can be restored.
#[derive(Debug, Clone)]
pub(crate) struct DeletedUser {
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) handle: String,
    pub(crate) deleted_at: Timestamp,
    /// Who deleted them; `None` when they are gone themselves and nothing names them any more.
    pub(crate) deleted_by: Option<String>,
    /// The group in which they come back, and its name: the last of those that they were in that is still there.
    pub(crate) group: GroupId,
    pub(crate) group_name: String,
    kept: Value,
}

/// Users deleted since then, the latest first, at most so many; with `id`, only that one.
pub(crate) async fn since(
    tx: &mut Tx,
    account: AccountId,
    id: Option<UserId>,
    since: Timestamp,
    most: i64,
) -> Result<Vec<DeletedUser>> {
    let rows = sqlx::query!(
        r#"select d.id, d.name, d.handle, d.deleted_at as "deleted_at: jiff_sqlx::Timestamp", d.kept as "kept!",
               g.id as group_id, g.name as group_name,
               coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle, nullif(b.name, '')) as by_name
           from deleted_users d
           join groups g on g.account_id = d.account_id and g.id = place_of_deleted(d.account_id, d.path)
           left join users u on u.account_id = d.account_id and u.id = d.deleted_by
           left join deleted_users b on b.account_id = d.account_id and b.id = d.deleted_by
           where d.account_id = $1 and d.kept is not null and d.deleted_at > $2 and ($3::uuid is null or d.id = $3)
           order by d.deleted_at desc, d.id desc limit $4"#,
        account.0,
        since.to_sqlx() as _,
        id.map(|id| id.0),
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DeletedUser {
            id: UserId(row.id),
            name: row.name,
            handle: row.handle,
            deleted_at: row.deleted_at.to_jiff(),
            deleted_by: row.by_name,
            group: GroupId(row.group_id),
            group_name: row.group_name,
            kept: row.kept,
        })
        .collect())
}

/// Takes a user out of the account, and ends the sessions of a login that is left without any. Everything that they
/// held, gave and were given has been ended before.
pub(crate) async fn delete(permit: &mut Permit, user: &User, by: UserId) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into deleted_users (account_id, id, name, handle, path, deleted_at, deleted_by, kept)
         select u.account_id, u.id, $3, u.handle, g.path, $4, $5, to_jsonb(u) - 'search' - 'roles' - 'authorized'
         from users u join groups g on g.account_id = u.account_id and g.id = u.group_id
         where u.account_id = $1 and u.id = $2
         on conflict (account_id, id) do update set name = excluded.name, handle = excluded.handle,
             path = excluded.path, deleted_at = excluded.deleted_at, deleted_by = excluded.deleted_by,
             kept = excluded.kept",
        account.0,
        user.id.0,
        user.display_name(),
        now.to_sqlx() as _,
        by.0,
    )
    .execute(permit.tx().conn())
    .await?;
    let login = sqlx::query_scalar!(
        "delete from users where account_id = $1 and id = $2 returning login_id",
        account.0,
        user.id.0
    )
    .fetch_one(permit.tx().conn())
    .await?;
    sqlx::query!("delete from sessions where login_id = $1 and not exists (select from users_of_login($1))", login)
        .execute(permit.tx().conn())
        .await?;
    count_directly(permit, user.group.id, -1).await
}

/// Puts a deleted user into their group again, with this login; says whether their User id was still free.
pub(crate) async fn restore(permit: &mut Permit, user: &DeletedUser, login: Option<LoginId>) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!(
        "insert into users (account_id, id, group_id, kind, handle, handle_key, login_id, full_name, friendly_name, phone,
             language, time_zone, country, suspended_at, last_active_at, version, created_at)
         select account_id, id, $4, kind, handle, handle_key, $5, full_name, friendly_name, phone, language, time_zone,
             country, suspended_at, last_active_at, version + 1, created_at
         from jsonb_populate_record(null::users, $3) where account_id = $1 and id = $2
         on conflict do nothing",
        account.0,
        user.id.0,
        user.kept,
        user.group.0,
        login.map(|login| login.0),
    )
    .execute(permit.tx().conn())
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    sqlx::query!("update deleted_users set kept = null where account_id = $1 and id = $2", account.0, user.id.0)
        .execute(permit.tx().conn())
        .await?;
    count_directly(permit, user.group, 1).await?;
    Ok(true)
}

/// The login that they had, while it is still theirs alone to come back with: it was made in this account, belongs to
/// no other, and signs in with the address that is their User id.
pub(crate) async fn login(tx: &mut Tx, account: AccountId, user: &DeletedUser) -> Result<Option<LoginId>> {
    let login = user.kept.get("login_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let Some(LoginId(login)) = login else { return Ok(None) };
    let found = sqlx::query_scalar!(
        "select l.id from logins l
         where l.id = $1 and l.made_in = $2 and l.email_key = $3 and not exists (select from users_of_login(l.id))
         for update",
        login,
        account.0,
        user.kept.get("handle_key").and_then(Value::as_str),
    );
    Ok(found.fetch_optional(tx.conn()).await?.map(LoginId))
}

/// Erases what is kept of somebody who was deleted: they are called nothing, and do not come back.
pub(crate) async fn erase(permit: &mut Permit, user: UserId) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update deleted_users set name = '', handle = '', kept = null where account_id = $1 and id = $2",
        account.0,
        user.0,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Forgets what would have come back with users who were deleted before this moment, in all accounts; gives of how many.
pub(crate) async fn forget(pool: &PgPool, before: Timestamp) -> Result<u64> {
    let forgotten =
        sqlx::query_scalar!("select forget_deleted_users($1)", before.to_sqlx() as _).fetch_one(pool).await?;
    Ok(forgotten.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}
