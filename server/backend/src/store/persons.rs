//! What is known of people when what they reach matters (access rule 4).

use super::Tx;
use crate::Result;
use domain::access::{GroupFacts, Holding, Level, Moment, PersonFacts, Place, UserFacts};
use domain::{AccountId, GroupId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use std::collections::HashMap;
use uuid::Uuid;

/// The people of these ids with all that they hold: what sleeps while they are suspended too, and what they have or
/// will have as deputies. Ids of nobody are left out.
pub(crate) async fn find(
    tx: &mut Tx,
    account: AccountId,
    ids: &[UserId],
    now: Timestamp,
) -> Result<HashMap<UserId, PersonFacts>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select u.id, u.kind, u.roles <> '{}' as "has_role!", u.suspended_at is not null as "suspended!",
               u.login_id is not null as "has_login!", a.holder_user_id = u.id as "is_holder!", g.path,
               is_managed(u.account_id, u.login_id) as "is_managed!"
           from users u
           join accounts a on a.id = u.account_id
           join groups g on g.account_id = u.account_id and g.id = u.group_id
           where u.account_id = $1 and u.id = any ($2)"#,
        account.0,
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut people: HashMap<UserId, PersonFacts> = rows
        .into_iter()
        .map(|row| {
            let group = GroupFacts { account, path: row.path.into_iter().map(GroupId).collect() };
            let facts = PersonFacts {
                user: UserFacts { id: UserId(row.id), group },
                is_system: row.kind == "system",
                is_holder: row.is_holder,
                has_role: row.has_role,
                is_suspended: row.suspended,
                has_login: row.has_login,
                is_managed: row.is_managed,
                holds: Vec::new(),
            };
            (UserId(row.id), facts)
        })
        .collect();
    for (user, holding) in holdings(tx, account, &ids, now).await? {
        if let Some(person) = people.get_mut(&user) {
            person.holds.push(holding);
        }
    }
    Ok(people)
}

/// What these people hold, each with where it is.
async fn holdings(tx: &mut Tx, account: AccountId, ids: &[Uuid], now: Timestamp) -> Result<Vec<(UserId, Holding)>> {
    let rows = sqlx::query!(
        r#"with held as (
               select g.user_id, g.level, g.group_id, g.target_user_id, g.expires_at as until
               from grants g
               where g.account_id = $1 and g.user_id = any ($2) and (g.expires_at is null or g.expires_at > $3)
               union all
               select d.deputy_id, g.level, g.group_id, g.target_user_id, least(g.expires_at, d.ends_at)
               from deputies d join grants g on g.account_id = d.account_id and g.user_id = d.principal_id
               where d.account_id = $1 and d.deputy_id = any ($2) and d.ends_at > $3
                 and (g.expires_at is null or g.expires_at > $3)
               union all
               select d.deputy_id, 'administrator', a.root_group_id, null, d.ends_at
               from deputies d join accounts a on a.id = d.account_id and a.holder_user_id = d.principal_id
               where d.account_id = $1 and d.deputy_id = any ($2) and d.ends_at > $3
           )
           select h.user_id as "user_id!", h.level as "level!", h.target_user_id,
               extract(epoch from h.until)::bigint as until, g.path
           from held h
           left join users t on t.account_id = $1 and t.id = h.target_user_id
           join groups g on g.account_id = $1 and g.id = coalesce(h.group_id, t.group_id)"#,
        account.0,
        ids,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let group = GroupFacts { account, path: row.path.into_iter().map(GroupId).collect() };
            let on = match row.target_user_id {
                Some(user) => Place::User(UserFacts { id: UserId(user), group }),
                None => Place::Group(group),
            };
            let level = if row.level == "administrator" { Level::Administrator } else { Level::Viewer };
            (UserId(row.user_id), Holding { level, on, until: row.until.map(Moment) })
        })
        .collect())
}

/// The user of this User id, however it is written.
pub(crate) async fn of_handle(tx: &mut Tx, account: AccountId, handle: &str) -> Result<Option<UserId>> {
    if handle.contains('\0') {
        return Ok(None);
    }
    let id = sqlx::query_scalar!(
        "select id from users where account_id = $1 and handle_key = $2",
        account.0,
        handle.trim().to_lowercase(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(UserId))
}
