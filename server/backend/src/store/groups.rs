//! Groups and their closure table.
//!
//! Whoever writes here holds the account's lock (see [`Scope::open_to_change`](crate::access::Scope::open_to_change)),
//! so the counters, the closure and the sort paths of one account change one after the other.

use super::Tx;
use crate::Result;
use crate::access::{Permit, Root};
use domain::access::GroupFacts;
use domain::group::{Destination, GroupInput, GroupLink};
use domain::{AccountId, GroupId};
use jiff_sqlx::ToSqlx as _;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;

/// A group as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) id: GroupId,
    pub(crate) name: String,
    pub(crate) sort_path: String,
    pub(crate) description: String,
    pub(crate) billing_code: Option<String>,
    pub(crate) direct_users: i32,
    pub(crate) subtree_users: i32,
    pub(crate) subtree_groups: i32,
    pub(crate) version: i32,
    /// It and the groups above it, from the root down.
    pub(crate) path: Vec<GroupLink>,
    /// The same, for [`domain::access::decide`].
    pub(crate) facts: GroupFacts,
}

impl Group {
    /// The names from the root down, joined with ` / `.
    pub(crate) fn path_text(&self) -> String {
        self.path.iter().map(|link| link.name.as_str()).collect::<Vec<_>>().join(" / ")
    }

    /// The names of the groups above it, joined with ` / `.
    pub(crate) fn parent_text(&self) -> String {
        let above = self.path.len().saturating_sub(1);
        self.path.iter().take(above).map(|link| link.name.as_str()).collect::<Vec<_>>().join(" / ")
    }
}

/// A name case-folded: what is compared among siblings.
pub(crate) fn fold(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase()
}

/// The group of this id, whatever the actor may see: the caller decides.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, id: GroupId, seen: &[Root]) -> Result<Option<Group>> {
    let row = sqlx::query!(
        r#"select g.name, g.sort_path, g.description, g.billing_code, g.direct_users, g.subtree_users, g.subtree_groups,
               g.version, g.path as ids, p.names as "names!", p.sort_paths as "sort_paths!"
           from groups g
           cross join lateral (
               select array_agg(a.name order by above.level) as names, array_agg(a.sort_path order by above.level) as sort_paths
               from unnest(g.path) with ordinality above(id, level)
               join groups a on a.account_id = g.account_id and a.id = above.id
           ) p
           where g.account_id = $1 and g.id = $2"#,
        account.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Group {
        id,
        name: row.name,
        sort_path: row.sort_path,
        description: row.description,
        billing_code: row.billing_code,
        direct_users: row.direct_users,
        subtree_users: row.subtree_users,
        subtree_groups: row.subtree_groups,
        version: row.version,
        facts: GroupFacts { account, path: row.ids.iter().copied().map(GroupId).collect() },
        path: row
            .ids
            .into_iter()
            .zip(row.names)
            .zip(row.sort_paths)
            .map(|((id, name), path)| GroupLink {
                id: GroupId(id),
                name,
                open: seen.iter().any(|root| path.starts_with(&root.sort_path)),
            })
            .collect(),
    }))
}

/// Where the groups of these ids stand; ids of nothing are left out.
pub(crate) async fn facts(tx: &mut Tx, account: AccountId, ids: &[GroupId]) -> Result<HashMap<GroupId, GroupFacts>> {
    // Mostly it is one, which PostgreSQL finds in half the time when it is asked for as one.
    if let &[id] = ids {
        let path = sqlx::query_scalar!("select path from groups where account_id = $1 and id = $2", account.0, id.0)
            .fetch_optional(tx.conn())
            .await?;
        let facts = |path: Vec<Uuid>| GroupFacts { account, path: path.into_iter().map(GroupId).collect() };
        return Ok(path.map(|path| (id, facts(path))).into_iter().collect());
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!("select id, path from groups where account_id = $1 and id = any ($2)", account.0, &ids,)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let path = row.path.into_iter().map(GroupId).collect();
            (GroupId(row.id), GroupFacts { account, path })
        })
        .collect())
}

/// Adds the account's top group.
pub(crate) async fn insert_root(permit: &mut Permit, id: GroupId, name: &str) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into groups (account_id, id, name, name_key, sort_path, path, created_at)
         values ($1, $2, $3, $4, group_segment($4, $2), array[$2], $5)",
        account.0,
        id.0,
        name,
        fold(name),
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    sqlx::query!(
        "insert into group_paths (account_id, ancestor_id, descendant_id, distance) values ($1, $2, $2, 0)",
        account.0,
        id.0
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Adds a group below `parent`.
pub(crate) async fn insert(permit: &mut Permit, id: GroupId, parent: GroupId, input: &GroupInput) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into groups (account_id, id, parent_id, name, name_key, sort_path, path, description, billing_code,
             created_at)
         select $1, $2, p.id, $4, $5, p.sort_path || group_segment($5, $2), p.path || $2::uuid, $6, $7, $8
         from groups p where p.account_id = $1 and p.id = $3",
        account.0,
        id.0,
        parent.0,
        input.name,
        fold(&input.name),
        input.description,
        input.billing_code,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    sqlx::query!(
        "insert into group_paths (account_id, ancestor_id, descendant_id, distance)
         select account_id, ancestor_id, $2::uuid, distance + 1 from group_paths where account_id = $1 and descendant_id = $3
         union all select $1, $2::uuid, $2::uuid, 0",
        account.0,
        id.0,
        parent.0,
    )
    .execute(permit.tx().conn())
    .await?;
    count(permit, parent, 0, 1).await
}

/// Changes name, description and billing code if the group still stands at `version`; says whether it did.
pub(crate) async fn update(permit: &mut Permit, group: &Group, input: &GroupInput, version: i32) -> Result<bool> {
    let account = permit.account();
    let key = fold(&input.name);
    let done = sqlx::query!(
        "update groups set name = $3, name_key = $4, description = $5, billing_code = $6, version = version + 1
         where account_id = $1 and id = $2 and version = $7",
        account.0,
        group.id.0,
        input.name,
        key,
        input.description,
        input.billing_code,
        version,
    )
    .execute(permit.tx().conn())
    .await?;
    let done = done.rows_affected() == 1;
    if done && fold(&group.name) != key {
        sqlx::query!(
            "update groups g set sort_path = p.prefix || substr(g.sort_path, length($3) + 1)
             from (select coalesce(up.sort_path, '') || group_segment($4, me.id) as prefix
                   from groups me left join groups up on up.account_id = me.account_id and up.id = me.parent_id
                   where me.account_id = $1 and me.id = $2) p
             where g.account_id = $1 and g.sort_path >= $3 and g.sort_path < subtree_end($3)",
            account.0,
            group.id.0,
            group.sort_path,
            key,
        )
        .execute(permit.tx().conn())
        .await?;
    }
    Ok(done)
}

/// Whether any group uses this billing code outside what stands below `roots`.
pub(crate) async fn billing_code_used_elsewhere(
    tx: &mut Tx,
    account: AccountId,
    code: &str,
    roots: &[&Root],
) -> Result<bool> {
    let paths: Vec<String> = roots.iter().map(|root| root.sort_path.clone()).collect();
    let found = sqlx::query_scalar!(
        "select 1 from groups g where g.account_id = $1 and g.billing_code = $2
         and not within_any(g.sort_path, $3) limit 1",
        account.0,
        code,
        &paths,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.is_some())
}

/// Puts `group` with everything below it under `to`.
pub(crate) async fn reparent(permit: &mut Permit, group: &Group, to: &Group) -> Result<()> {
    let account = permit.account();
    let parent = group.facts.parent().and_then(|parent| parent.id());
    if let Some(parent) = parent {
        count(permit, parent, -group.subtree_users, -(group.subtree_groups + 1)).await?;
    }
    sqlx::query!(
        "update groups set parent_id = $3, version = version + 1 where account_id = $1 and id = $2",
        account.0,
        group.id.0,
        to.id.0,
    )
    .execute(permit.tx().conn())
    .await?;
    // What was above the moved group is above nothing of its subtree any more …
    sqlx::query!(
        "delete from group_paths p
         using group_paths below, group_paths above
         where below.account_id = $1 and below.ancestor_id = $2
           and above.account_id = $1 and above.descendant_id = $2 and above.distance > 0
           and p.account_id = $1 and p.descendant_id = below.descendant_id and p.ancestor_id = above.ancestor_id",
        account.0,
        group.id.0,
    )
    .execute(permit.tx().conn())
    .await?;
    // … and everything from the new parent up is.
    sqlx::query!(
        "insert into group_paths (account_id, ancestor_id, descendant_id, distance)
         select $1, above.ancestor_id, below.descendant_id, above.distance + below.distance + 1
         from group_paths above, group_paths below
         where above.account_id = $1 and above.descendant_id = $3
           and below.account_id = $1 and below.ancestor_id = $2",
        account.0,
        group.id.0,
        to.id.0,
    )
    .execute(permit.tx().conn())
    .await?;
    let above: Vec<Uuid> = to.facts.path.iter().map(|id| id.0).collect();
    // Where the moved group stands in its own path, counted from 1: what comes before is left.
    let own = i32::try_from(group.facts.path.len()).unwrap_or(i32::MAX);
    sqlx::query!(
        "update groups set sort_path = $3 || substr(sort_path, length($2) + 1), path = $4::uuid[] || path[$5:]
         where account_id = $1 and sort_path >= $2 and sort_path < subtree_end($2)",
        account.0,
        group.sort_path,
        segment_below(to, group),
        &above,
        own,
    )
    .execute(permit.tx().conn())
    .await?;
    count(permit, to.id, group.subtree_users, group.subtree_groups + 1).await
}

/// The sort path of `group` once it stands below `to`: its own last segment after its new parent's path.
fn segment_below(to: &Group, group: &Group) -> String {
    // A segment is `name chr(1) id chr(1)`; a name holds no chr(1).
    let mut parts = group.sort_path.trim_end_matches('\u{1}').rsplit('\u{1}');
    let (id, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{}{name}\u{1}{id}\u{1}", to.sort_path)
}

/// Whether a group has a child of this name, however it is written.
pub(crate) async fn has_child_named(tx: &mut Tx, account: AccountId, parent: GroupId, name: &str) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from groups where account_id = $1 and parent_id = $2 and name_key = $3) as "found!""#,
        account.0,
        parent.0,
        fold(name),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// Removes a group that holds nothing and on which nobody has access any more; says whether it was still there and
/// empty.
pub(crate) async fn delete(permit: &mut Permit, group: &Group) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!(
        "delete from groups where account_id = $1 and id = $2 and direct_users = 0 and subtree_groups = 0",
        account.0,
        group.id.0,
    )
    .execute(permit.tx().conn())
    .await?;
    if let Some(parent) = group.facts.parent().and_then(|parent| parent.id()) {
        count(permit, parent, 0, -1).await?;
    }
    Ok(done.rows_affected() == 1)
}

/// Adds to what `group` and every group above it count.
pub(crate) async fn count(permit: &mut Permit, group: GroupId, users: i32, groups: i32) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update groups g set subtree_users = subtree_users + $3, subtree_groups = subtree_groups + $4
         from group_paths p
         where p.account_id = $1 and p.descendant_id = $2 and g.account_id = $1 and g.id = p.ancestor_id",
        account.0,
        group.0,
        users,
        groups,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Groups below `roots` whose name contains `search`, in tree order, without `without` and everything below it.
pub(crate) async fn destinations(
    tx: &mut Tx,
    account: AccountId,
    roots: &[&Root],
    search: &str,
    without: Option<&str>,
    most: usize,
) -> Result<Vec<Destination>> {
    // No text in PostgreSQL holds a NUL, so nothing is found; asked, it would refuse the question.
    if search.contains('\0') {
        return Ok(Vec::new());
    }
    let paths: Vec<String> = roots.iter().map(|root| root.sort_path.clone()).collect();
    let rows = sqlx::query!(
        r#"select g.id, p.names as "names!"
           from groups g
           cross join lateral (
               select string_agg(a.name, ' / ' order by p.distance desc) as names
               from group_paths p join groups a on a.account_id = p.account_id and a.id = p.ancestor_id
               where p.account_id = g.account_id and p.descendant_id = g.id
           ) p
           where g.account_id = $1 and strpos(g.name_key, $3) > 0
             and within_any(g.sort_path, $2) and ($4::text is null or not starts_with(g.sort_path, $4))
           order by g.sort_path
           limit $5"#,
        account.0,
        &paths,
        fold(search.trim()),
        without,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| Destination { id: GroupId(row.id), path: row.names }).collect())
}
