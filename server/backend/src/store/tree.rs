//! What the Users page shows: groups with their users in tree order.
//!
//! Tree order is depth first, siblings by name; `groups.sort_path` has it, and a subtree is a range of it. A page of a
//! list walks the groups that hold users in that order and takes the next users of each, so it costs the same for
//! every subtree and at every depth of paging: it never counts or skips.

use super::Tx;
use crate::Result;
use domain::tree::{GROUPS_PER_GROUP, LIST_PAGE, MOST_FOUND, USERS_PER_GROUP};
use domain::user::UserKind;
use domain::{AccountId, GroupId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

/// A group of the tree.
pub(crate) struct TreeGroup {
    pub(crate) id: Uuid,
    pub(crate) parent_id: Option<Uuid>,
    pub(crate) name: String,
    pub(crate) sort_path: String,
    pub(crate) billing_code: Option<String>,
    pub(crate) direct_users: i32,
    pub(crate) subtree_users: i32,
    pub(crate) subtree_groups: i32,
    /// It stands open.
    pub(crate) open: bool,
    /// It has more subgroups than are listed.
    pub(crate) more: bool,
}

/// A user of the tree.
pub(crate) struct TreeUser {
    pub(crate) id: Uuid,
    pub(crate) group_id: Uuid,
    pub(crate) kind: String,
    pub(crate) handle: String,
    pub(crate) handle_key: String,
    pub(crate) full_name: String,
    pub(crate) friendly_name: String,
    pub(crate) suspended: bool,
    pub(crate) last_active_at: Option<jiff_sqlx::Timestamp>,
    /// Where their group stands in tree order.
    pub(crate) sort_path: String,
    /// Names of the groups that they administer, as far as the actor sees them.
    pub(crate) administered: Option<Vec<String>>,
}

/// What the actor sees, and when: their topmost groups, as sort paths.
pub(crate) struct Sight {
    pub(crate) account: AccountId,
    pub(crate) scopes: Vec<String>,
    pub(crate) now: Timestamp,
}

/// What is searched for, and where.
pub(crate) struct Search<'a> {
    pub(crate) term: &'a str,
    /// The subtrees to search, as sort paths; `None` is the whole account.
    pub(crate) scopes: Option<&'a [String]>,
    /// Single users to search besides.
    pub(crate) singles: &'a [UserId],
    pub(crate) kind: Option<UserKind>,
}

/// Where a page of a list begins: after this user of this group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) sort_path: String,
    pub(crate) handle_key: String,
}

/// The groups that show when `roots` are the topmost ones and those in `open` stand open, in tree order. With
/// `reveal`, a group or a user, the groups above it stand open too. A group lists its first subgroups; `all_of` lists
/// every one, up to five times as many.
pub(crate) async fn groups(
    tx: &mut Tx,
    account: AccountId,
    roots: &[Uuid],
    open: &[Uuid],
    reveal: Option<Uuid>,
    all_of: Option<Uuid>,
) -> Result<Vec<TreeGroup>> {
    Ok(sqlx::query_as!(
        TreeGroup,
        r#"with recursive revealed as (
               select p.ancestor_id as id from group_paths p
               where p.account_id = $1 and p.descendant_id = coalesce(
                   (select u.group_id from users u where u.account_id = $1 and u.id = $4),
                   (select g.id from groups g where g.account_id = $1 and g.id = $4))
                 and p.ancestor_id is distinct from $4
           ), shown as (
               select g.*, g.id = any($3) or g.id in (select id from revealed) as open
               from groups g where g.account_id = $1 and g.id = any($2)
               union all
               select c.*, c.id = any($3) or c.id in (select id from revealed) as open
               from shown s
               cross join lateral (
                   (select * from groups c where c.account_id = $1 and c.parent_id = s.id
                    order by c.name_key limit case when s.id = $6 then $5 * 5 else $5 end)
                   union
                   select * from groups c where c.account_id = $1 and c.parent_id = s.id
                     and (c.id = $4 or c.id in (select id from revealed))
               ) c
               where s.open
           )
           select s.id as "id!", s.parent_id, s.name as "name!", s.sort_path as "sort_path!", s.billing_code,
               s.direct_users as "direct_users!", s.subtree_users as "subtree_users!", s.subtree_groups as "subtree_groups!",
               s.open as "open!",
               s.open and s.subtree_groups >= $5 and (
                   select count(*) from (select from groups c where c.account_id = $1 and c.parent_id = s.id
                                         limit case when s.id = $6 then $5 * 5 else $5 end + 1) x
               ) > case when s.id = $6 then $5 * 5 else $5 end as "more!"
           from shown s order by s.sort_path"#,
        account.0,
        roots,
        open,
        reveal,
        GROUPS_PER_GROUP,
        all_of,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The first users of each of these groups, and among them the one to be revealed.
pub(crate) async fn users_of(
    tx: &mut Tx,
    sight: &Sight,
    groups: &[Uuid],
    reveal: Option<Uuid>,
) -> Result<Vec<TreeUser>> {
    Ok(sqlx::query_as!(
        TreeUser,
        r#"select u.id as "id!", u.group_id as "group_id!", u.kind as "kind!", u.handle as "handle!", u.handle_key as "handle_key!",
               u.full_name as "full_name!", u.friendly_name as "friendly_name!", u.suspended_at is not null as "suspended!",
               u.last_active_at as "last_active_at: _", '' as "sort_path!",
               administered($1, u.id, $4, $6) as "administered: _"
           from unnest($2::uuid[]) g(id)
           cross join lateral (
               (select * from users u where u.account_id = $1 and u.group_id = g.id order by u.handle_key limit $5)
               union
               select * from users u where u.account_id = $1 and u.group_id = g.id and u.id = $3
           ) u
           order by u.handle_key"#,
        sight.account.0,
        groups,
        reveal,
        &sight.scopes,
        USERS_PER_GROUP,
        sight.now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// These users, wherever they are.
pub(crate) async fn users(tx: &mut Tx, sight: &Sight, ids: &[UserId]) -> Result<Vec<TreeUser>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        TreeUser,
        r#"select u.id, u.group_id, u.kind, u.handle, u.handle_key, u.full_name, u.friendly_name,
               u.suspended_at is not null as "suspended!", u.last_active_at as "last_active_at: _", g.sort_path,
               administered($1, u.id, $3, $4) as "administered: _"
           from users u join groups g on g.account_id = u.account_id and g.id = u.group_id
           where u.account_id = $1 and u.id = any($2)
           order by u.handle_key"#,
        sight.account.0,
        &ids,
        &sight.scopes,
        sight.now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// One page, and one row more when there is another, of the users in the subtree that starts at `start` (a sort path).
pub(crate) async fn list(
    tx: &mut Tx,
    sight: &Sight,
    start: &str,
    kind: Option<UserKind>,
    after: &Cursor,
) -> Result<Vec<TreeUser>> {
    // One group after the other until the page is full. A plain join in this order leaves it to the planner whether to
    // walk or to read every group's users and sort them; for a subtree of a hundred groups it guesses one and sorts.
    Ok(sqlx::query_as!(
        TreeUser,
        r#"with recursive walk as (
               select greatest($2, $4) collate "C" as sort_path, true as at_start, $8::bigint as wanted, null::users[] as users
               union all
               select g.sort_path, false, w.wanted - cardinality(g.users), g.users
               from walk w
               cross join lateral (
                   select g.sort_path, array(
                       select u from users u
                       where u.account_id = $1 and u.group_id = g.id and ($3::text is null or u.kind = $3)
                         and u.handle_key > case when g.sort_path = $4 then $5 else '' end
                       order by u.handle_key limit w.wanted
                   ) as users
                   from groups g
                   where g.account_id = $1 and g.direct_users > 0
                     and g.sort_path >= w.sort_path and (w.at_start or g.sort_path > w.sort_path)
                     and g.sort_path < subtree_end($2) collate "C"
                   order by g.sort_path limit 1
               ) g
               where w.wanted > 0
           )
           select u.id as "id!", u.group_id as "group_id!", u.kind as "kind!", u.handle as "handle!", u.handle_key as "handle_key!",
               u.full_name as "full_name!", u.friendly_name as "friendly_name!", u.suspended_at is not null as "suspended!",
               u.last_active_at as "last_active_at: _", w.sort_path as "sort_path!",
               administered($1, u.id, $6, $7) as "administered: _"
           from walk w cross join lateral unnest(w.users) u
           order by w.sort_path, u.handle_key"#,
        sight.account.0,
        start,
        kind.map(UserKind::name),
        after.sort_path,
        after.handle_key,
        &sight.scopes,
        sight.now.to_sqlx() as _,
        LIST_PAGE + 1,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// How many users a search found, at most [`MOST_FOUND`], and one page of them with one row more when there is
/// another.
pub(crate) async fn search(
    tx: &mut Tx,
    sight: &Sight,
    search: &Search<'_>,
    after: &Cursor,
) -> Result<(i64, Vec<TreeUser>)> {
    // No text in PostgreSQL holds a NUL, so nothing is found; asked, it would refuse the question.
    if search.term.contains('\0') {
        return Ok((0, Vec::new()));
    }
    let singles: Vec<Uuid> = search.singles.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"with found as materialized (select * from search_users($1, $2, $3, $4, $5, $6)),
           page as (
               select * from found f
               where (f.sort_path collate "C", f.handle_key collate "C") > ($7 collate "C", $8 collate "C")
               order by f.sort_path collate "C", f.handle_key collate "C" limit $9
           )
           select (select count(*) from found) as "found!", u.id, u.group_id, u.kind, u.handle, u.handle_key, u.full_name,
               u.friendly_name, u.suspended_at is not null as "suspended!",
               u.last_active_at as "last_active_at: jiff_sqlx::Timestamp", f.sort_path as "sort_path!",
               administered($1, u.id, $10, $11) as administered
           from page f join users u on u.account_id = $1 and u.id = f.id
           order by f.sort_path collate "C", f.handle_key collate "C""#,
        sight.account.0,
        search.scopes as _,
        &singles,
        search.term,
        search.kind.map(UserKind::name),
        i32::try_from(MOST_FOUND).unwrap_or(i32::MAX),
        after.sort_path,
        after.handle_key,
        LIST_PAGE + 1,
        &sight.scopes,
        sight.now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    let found = rows.first().map_or(0, |row| row.found);
    let users = rows
        .into_iter()
        .map(|row| TreeUser {
            id: row.id,
            group_id: row.group_id,
            kind: row.kind,
            handle: row.handle,
            handle_key: row.handle_key,
            full_name: row.full_name,
            friendly_name: row.friendly_name,
            suspended: row.suspended,
            last_active_at: row.last_active_at,
            sort_path: row.sort_path,
            administered: row.administered,
        })
        .collect();
    Ok((found, users))
}

/// These groups and every group above them, in tree order.
pub(crate) async fn groups_above(tx: &mut Tx, account: AccountId, groups: &[GroupId]) -> Result<Vec<TreeGroup>> {
    let groups: Vec<Uuid> = groups.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        TreeGroup,
        r#"select g.id, g.parent_id, g.name, g.sort_path, g.billing_code, g.direct_users, g.subtree_users, g.subtree_groups,
               true as "open!", false as "more!"
           from groups g
           where g.account_id = $1
             and g.id in (select p.ancestor_id from group_paths p where p.account_id = $1 and p.descendant_id = any($2))
           order by g.sort_path"#,
        account.0,
        &groups,
    )
    .fetch_all(tx.conn())
    .await?)
}
