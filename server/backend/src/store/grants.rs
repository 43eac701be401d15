//! Grants: who administers what.

use super::Tx;
use crate::Result;
use domain::access::Level;
use domain::group::GroupLink;
use domain::{AccountId, GroupId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// Somebody who reaches a group or a user.
pub(crate) struct Reaching {
    pub(crate) user: UserId,
    pub(crate) name: String,
    /// Where they stand in tree order: whether the actor may open them depends on it.
    pub(crate) sort_path: String,
    pub(crate) level: Level,
    /// The group that they were given; `None` for one user.
    pub(crate) on: Option<String>,
    pub(crate) granted_by: Option<String>,
    pub(crate) granted_at: Timestamp,
}

/// Who reaches this group, or this user in it, by grants in force, the nearest first.
pub(crate) async fn reaching(
    tx: &mut Tx,
    account: AccountId,
    group: GroupId,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<Vec<Reaching>> {
    let rows = sqlx::query!(
        r#"select g.user_id, g.level, t.name as "on?", g.created_at as "granted_at!: jiff_sqlx::Timestamp",
               coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle) as "name!", h.sort_path,
               coalesce(nullif(b.friendly_name, ''), nullif(b.full_name, ''), b.handle) as "granted_by?"
           from grants g
           join users u on u.account_id = g.account_id and u.id = g.user_id and u.suspended_at is null
           join groups h on h.account_id = u.account_id and h.id = u.group_id
           left join users b on b.account_id = g.account_id and b.id = g.granted_by
           left join groups t on t.account_id = g.account_id and t.id = g.group_id
           left join group_paths p on p.account_id = g.account_id and p.ancestor_id = g.group_id and p.descendant_id = $2
           where g.account_id = $1 and (p.distance is not null or g.target_user_id = $3)
             and (g.expires_at is null or g.expires_at > $4)
           order by p.distance nulls first, "name!""#,
        account.0,
        group.0,
        user.map(|user| user.0),
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Reaching {
            user: UserId(row.user_id),
            name: row.name,
            sort_path: row.sort_path,
            level: if row.level == "administrator" { Level::Administrator } else { Level::Viewer },
            on: row.on,
            granted_by: row.granted_by,
            granted_at: row.granted_at.to_jiff(),
        })
        .collect())
}

/// The groups that a user administers, with where they stand in tree order.
pub(crate) async fn held_groups(
    tx: &mut Tx,
    account: AccountId,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<(GroupLink, String)>> {
    let rows = sqlx::query!(
        "select t.id, t.name, t.sort_path
         from grants g join groups t on t.account_id = g.account_id and t.id = g.group_id
         where g.account_id = $1 and g.user_id = $2 and g.level = 'administrator'
           and (g.expires_at is null or g.expires_at > $3)
         order by t.sort_path",
        account.0,
        user.0,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (GroupLink { id: GroupId(row.id), name: row.name, open: true }, row.sort_path))
        .collect())
}
