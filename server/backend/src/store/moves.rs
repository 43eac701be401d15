//! Moves, for as long as they can be undone.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::{AccountId, GroupId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use uuid::Uuid;

/// A move that was made.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    pub(crate) id: Uuid,
    pub(crate) at: Timestamp,
    /// Who made it, by name, when there still is such a user.
    pub(crate) actor_name: Option<String>,
    pub(crate) group: Option<GroupId>,
    pub(crate) user: Option<UserId>,
    pub(crate) from: GroupId,
    pub(crate) to: GroupId,
    /// The grants that ended by it.
    pub(crate) ended: Value,
    pub(crate) undone: bool,
}

/// Which move is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// This one.
    Id(Uuid),
    /// The last one of a group.
    LastOfGroup(GroupId),
    /// The last one of a user.
    LastOfUser(UserId),
}

/// A move.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, which: Which) -> Result<Option<Move>> {
    let (id, group, user) = match which {
        Which::Id(id) => (Some(id), None, None),
        Which::LastOfGroup(group) => (None, Some(group.0), None),
        Which::LastOfUser(user) => (None, None, Some(user.0)),
    };
    let row = sqlx::query!(
        r#"select m.id, m.at as "at: jiff_sqlx::Timestamp", m.group_id, m.user_id, m.from_id, m.to_id, m.ended,
               m.undone_at is not null as "undone!",
               coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle) as actor_name
           from moves m left join users u on u.account_id = m.account_id and u.id = m.actor_id
           where m.account_id = $1 and (m.id = $2 or m.group_id = $3 or m.user_id = $4)
           order by m.at desc, m.id desc
           limit 1"#,
        account.0,
        id,
        group,
        user,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Move {
        id: row.id,
        at: row.at.to_jiff(),
        actor_name: row.actor_name,
        group: row.group_id.map(GroupId),
        user: row.user_id.map(UserId),
        from: GroupId(row.from_id),
        to: GroupId(row.to_id),
        ended: row.ended,
        undone: row.undone,
    }))
}

/// Writes down a move by this user.
pub(crate) async fn insert(permit: &mut Permit, id: Uuid, actor: UserId, done: &Move) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into moves (account_id, id, at, actor_id, group_id, user_id, from_id, to_id, ended)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        account.0,
        id,
        now.to_sqlx() as _,
        actor.0,
        done.group.map(|group| group.0),
        done.user.map(|user| user.0),
        done.from.0,
        done.to.0,
        done.ended,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Marks a move as undone.
pub(crate) async fn mark_undone(permit: &mut Permit, id: Uuid) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update moves set undone_at = $3 where account_id = $1 and id = $2",
        account.0,
        id,
        now.to_sqlx() as _
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}
