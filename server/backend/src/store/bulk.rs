//! Many groups, users and grants at once, for imports and demo data: one statement for thousands of rows, and the
//! counters once at the end.
//!
//! Not `copy`: PostgreSQL does not let it write to tables with row-level security, and the role that Portico works as
//! is bound by it.

use super::{Tx, groups::fold};
use crate::Result;
use crate::access::Permit;
use domain::access::Level;
use domain::audit::Event;
use domain::email::Email;
use domain::user::UserKind;
use domain::{AccountId, GrantId, GroupId, InvoiceId, KeyId, LoginId, UserId, WebhookId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

/// Rows of one statement: enough that the round trip does not count, few enough to stay at some megabytes.
pub(crate) const BATCH: usize = 10_000;

/// A group of the account as an import compares it.
pub(crate) struct KnownGroup {
    pub(crate) id: GroupId,
    pub(crate) parent: Option<GroupId>,
    /// The name case-folded.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
}

/// A user of the account as an import compares them.
pub(crate) struct KnownUser {
    pub(crate) id: UserId,
    pub(crate) key: String,
    pub(crate) group: GroupId,
    pub(crate) kind: UserKind,
}

/// A grant on a group as an import compares it.
pub(crate) struct KnownGrant {
    pub(crate) user: UserId,
    pub(crate) group: GroupId,
    /// It gives administrator access and is in force.
    pub(crate) administers: bool,
}

/// A group to be added below one that is there.
pub(crate) struct BulkGroup {
    pub(crate) id: GroupId,
    pub(crate) parent: GroupId,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) billing_code: Option<String>,
}

/// A user to be added.
pub(crate) struct BulkUser {
    pub(crate) id: UserId,
    pub(crate) group: GroupId,
    pub(crate) kind: UserKind,
    pub(crate) handle: String,
    pub(crate) full_name: String,
    pub(crate) friendly_name: String,
    /// E.164.
    pub(crate) phone: Option<String>,
    pub(crate) login: Option<LoginId>,
    pub(crate) last_active_at: Option<Timestamp>,
}

impl BulkUser {
    /// A person of whom nothing else is known.
    pub(crate) fn person(id: UserId, group: GroupId, handle: String) -> Self {
        let (full_name, friendly_name) = (String::new(), String::new());
        let kind = UserKind::Person;
        Self { id, group, kind, handle, full_name, friendly_name, phone: None, login: None, last_active_at: None }
    }
}

/// A grant on a group to be given.
pub(crate) struct BulkGrant {
    pub(crate) id: GrantId,
    pub(crate) user: UserId,
    pub(crate) group: GroupId,
    pub(crate) level: Level,
    /// `None`: by the operator.
    pub(crate) granted_by: Option<UserId>,
    /// The giver's own grant; `None`: ownership, or the operator.
    pub(crate) rests_on: Option<GrantId>,
}

/// A login to be added.
pub(crate) struct BulkLogin {
    pub(crate) id: LoginId,
    pub(crate) email: Email,
}

/// Every group, parents before what is below them.
pub(crate) async fn known_groups(tx: &mut Tx, account: AccountId) -> Result<Vec<KnownGroup>> {
    let rows = sqlx::query!(
        "select id, parent_id, name, name_key, description from groups where account_id = $1 order by sort_path",
        account.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KnownGroup {
            id: GroupId(row.id),
            parent: row.parent_id.map(GroupId),
            key: row.name_key,
            name: row.name,
            description: row.description,
        })
        .collect())
}

/// Those of these User ids (in lower case) that are taken.
pub(crate) async fn known_users(tx: &mut Tx, account: AccountId, keys: &[String]) -> Result<Vec<KnownUser>> {
    let rows = sqlx::query!(
        // A join, not `= any`: that compares every row with thousands of values when the planner has no statistics yet.
        "select u.id, u.handle_key, u.group_id, u.kind
         from unnest($2::text[]) n(key) join users u on u.account_id = $1 and u.handle_key = n.key",
        account.0,
        keys,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KnownUser {
            id: UserId(row.id),
            key: row.handle_key,
            group: GroupId(row.group_id),
            kind: row.kind.parse().unwrap_or(UserKind::Person),
        })
        .collect())
}

/// What these users hold on groups.
pub(crate) async fn known_grants(
    tx: &mut Tx,
    account: AccountId,
    users: &[Uuid],
    now: Timestamp,
) -> Result<Vec<KnownGrant>> {
    let rows = sqlx::query!(
        r#"select g.user_id, g.group_id as "group_id!",
               g.level = 'administrator' and (g.expires_at is null or g.expires_at > $3) as "administers!"
           from unnest($2::uuid[]) n(id)
           join grants g on g.account_id = $1 and g.user_id = n.id and g.group_id is not null"#,
        account.0,
        users,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KnownGrant { user: UserId(row.user_id), group: GroupId(row.group_id), administers: row.administers })
        .collect())
}

/// Adds groups whose parents are all there already. See [`recount`].
pub(crate) async fn insert_groups(permit: &mut Permit, groups: &[&BulkGroup]) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    for groups in groups.chunks(BATCH) {
        let ids: Vec<Uuid> = groups.iter().map(|group| group.id.0).collect();
        let parents: Vec<Uuid> = groups.iter().map(|group| group.parent.0).collect();
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        let keys: Vec<String> = groups.iter().map(|group| fold(&group.name)).collect();
        let descriptions: Vec<&str> = groups.iter().map(|group| group.description.as_str()).collect();
        let codes: Vec<Option<&str>> = groups.iter().map(|group| group.billing_code.as_deref()).collect();
        sqlx::query!(
            "insert into groups (account_id, id, parent_id, name, name_key, sort_path, path, description, billing_code,
                 created_at)
             select $1, n.id, n.parent, n.name, n.key, p.sort_path || group_segment(n.key, n.id), p.path || n.id,
                 n.description, n.code, $8
             from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
                 n(id, parent, name, key, description, code)
             join groups p on p.account_id = $1 and p.id = n.parent",
            account.0,
            &ids,
            &parents,
            &names as _,
            &keys,
            &descriptions as _,
            &codes as _,
            now.to_sqlx() as _,
        )
        .execute(permit.tx().conn())
        .await?;
        sqlx::query!(
            "insert into group_paths (account_id, ancestor_id, descendant_id, distance)
             select $1, p.ancestor_id, n.id, p.distance + 1
             from unnest($2::uuid[], $3::uuid[]) n(id, parent)
             join group_paths p on p.account_id = $1 and p.descendant_id = n.parent
             union all
             select $1, n.id, n.id, 0 from unnest($2::uuid[]) n(id)",
            account.0,
            &ids,
            &parents,
        )
        .execute(permit.tx().conn())
        .await?;
    }
    Ok(())
}

/// Changes descriptions.
pub(crate) async fn describe_groups(permit: &mut Permit, groups: &[(GroupId, String)]) -> Result<()> {
    let account = permit.account();
    for groups in groups.chunks(BATCH) {
        let ids: Vec<Uuid> = groups.iter().map(|(id, _)| id.0).collect();
        let descriptions: Vec<&str> = groups.iter().map(|(_, description)| description.as_str()).collect();
        sqlx::query!(
            "update groups g set description = n.description, version = version + 1
             from unnest($2::uuid[], $3::text[]) n(id, description)
             where g.account_id = $1 and g.id = n.id",
            account.0,
            &ids,
            &descriptions as _,
        )
        .execute(permit.tx().conn())
        .await?;
    }
    Ok(())
}

/// Adds users. See [`recount`].
pub(crate) async fn insert_users(permit: &mut Permit, users: &[BulkUser]) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    for users in users.chunks(BATCH) {
        let ids: Vec<Uuid> = users.iter().map(|user| user.id.0).collect();
        let groups: Vec<Uuid> = users.iter().map(|user| user.group.0).collect();
        let kinds: Vec<&str> = users.iter().map(|user| user.kind.name()).collect();
        let handles: Vec<&str> = users.iter().map(|user| user.handle.as_str()).collect();
        let keys: Vec<String> = users.iter().map(|user| user.handle.to_lowercase()).collect();
        let full_names: Vec<&str> = users.iter().map(|user| user.full_name.as_str()).collect();
        let friendly_names: Vec<&str> = users.iter().map(|user| user.friendly_name.as_str()).collect();
        let phones: Vec<Option<&str>> = users.iter().map(|user| user.phone.as_deref()).collect();
        let logins: Vec<Option<Uuid>> = users.iter().map(|user| user.login.map(|login| login.0)).collect();
        let active: Vec<Option<jiff_sqlx::Timestamp>> =
            users.iter().map(|user| user.last_active_at.map(|at| at.to_sqlx())).collect();
        sqlx::query!(
            "insert into users (account_id, id, group_id, kind, handle, handle_key, full_name, friendly_name, phone,
                 login_id, last_active_at, created_at)
             select $1, n.*, $12
             from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                 $10::uuid[], $11::timestamptz[]) n",
            account.0,
            &ids,
            &groups,
            &kinds as _,
            &handles as _,
            &keys,
            &full_names as _,
            &friendly_names as _,
            &phones as _,
            &logins as _,
            &active as _,
            now.to_sqlx() as _,
        )
        .execute(permit.tx().conn())
        .await?;
    }
    Ok(())
}

/// Puts users into other groups. See [`recount`].
pub(crate) async fn place_users(permit: &mut Permit, users: &[(UserId, GroupId)]) -> Result<()> {
    let account = permit.account();
    for users in users.chunks(BATCH) {
        let ids: Vec<Uuid> = users.iter().map(|(id, _)| id.0).collect();
        let groups: Vec<Uuid> = users.iter().map(|(_, group)| group.0).collect();
        sqlx::query!(
            "update users u set group_id = n.group_id from unnest($2::uuid[], $3::uuid[]) n(id, group_id)
             where u.account_id = $1 and u.id = n.id",
            account.0,
            &ids,
            &groups,
        )
        .execute(permit.tx().conn())
        .await?;
    }
    Ok(())
}

/// Gives grants without an end; one that its user holds on that group already is replaced.
pub(crate) async fn give_grants(permit: &mut Permit, grants: &[BulkGrant]) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    for grants in grants.chunks(BATCH) {
        let ids: Vec<Uuid> = grants.iter().map(|grant| grant.id.0).collect();
        let users: Vec<Uuid> = grants.iter().map(|grant| grant.user.0).collect();
        let groups: Vec<Uuid> = grants.iter().map(|grant| grant.group.0).collect();
        let levels: Vec<&str> = grants.iter().map(|grant| grant.level.name()).collect();
        let givers: Vec<Option<Uuid>> = grants.iter().map(|grant| grant.granted_by.map(|giver| giver.0)).collect();
        let rests_on: Vec<Option<Uuid>> = grants.iter().map(|grant| grant.rests_on.map(|grant| grant.0)).collect();
        sqlx::query!(
            "insert into grants (account_id, id, user_id, group_id, level, granted_by, rests_on, created_at)
             select $1, n.*, $8 from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::uuid[]) n
             on conflict on constraint grants_once_per_group do update
             set level = excluded.level, granted_by = excluded.granted_by, rests_on = excluded.rests_on,
                 expires_at = null, created_at = excluded.created_at",
            account.0,
            &ids,
            &users,
            &groups,
            &levels as _,
            &givers as _,
            &rests_on as _,
            now.to_sqlx() as _,
        )
        .execute(permit.tx().conn())
        .await?;
    }
    Ok(())
}

/// Adds logins that share one password, which is hashed once; says how many. An address that has a login is left alone.
pub(crate) async fn insert_logins(permit: &mut Permit, logins: &[BulkLogin], password_hash: &str) -> Result<u64> {
    let (now, account) = (permit.now(), permit.account());
    let ids: Vec<Uuid> = logins.iter().map(|login| login.id.0).collect();
    let emails: Vec<&str> = logins.iter().map(|login| login.email.as_str()).collect();
    let keys: Vec<String> = logins.iter().map(|login| login.email.key()).collect();
    let done = sqlx::query!(
        "insert into logins (id, email, email_key, password_hash, credentials_changed_at, created_at, made_in)
         select n.id, n.email, n.key, $4, $5, $5, $6 from unnest($1::uuid[], $2::text[], $3::text[]) n(id, email, key)
         on conflict (email_key) do nothing",
        &ids,
        &emails as _,
        &keys,
        password_hash,
        now.to_sqlx() as _,
        account.0,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected())
}

/// Has a key that was just made be made and used before.
pub(crate) async fn date_key(
    permit: &mut Permit,
    key: KeyId,
    made_at: Timestamp,
    last_used_at: Timestamp,
) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update api_keys set created_at = $3, last_used_at = $4 where account_id = $1 and id = $2",
        account.0,
        key.0,
        made_at.to_sqlx() as _,
        last_used_at.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// An address was told that an invoice was issued.
pub(crate) struct BulkDelivery {
    pub(crate) message: Uuid,
    pub(crate) invoice: InvoiceId,
    pub(crate) at: Timestamp,
    pub(crate) attempts: i32,
}

/// Has an address that was just added be added before, and notes what it was told.
pub(crate) async fn insert_deliveries(
    permit: &mut Permit,
    endpoint: WebhookId,
    added_at: Timestamp,
    deliveries: &[BulkDelivery],
) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update webhook_endpoints set created_at = $3 where account_id = $1 and id = $2",
        account.0,
        endpoint.0,
        added_at.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    for one in deliveries {
        sqlx::query!(
            "insert into webhook_deliveries (account_id, endpoint_id, message_id, event, target_kind, target_id, at, attempts,
                 next_attempt_at, last_attempt_at, status, delivered_at)
             values ($1, $2, $3, $4, 'invoice', $5, $6, $7, $6, $6, 200, $6)",
            account.0,
            endpoint.0,
            one.message,
            Event::InvoiceIssued.name(),
            one.invoice.0,
            one.at.to_sqlx() as _,
            one.attempts,
        )
        .execute(permit.tx().conn())
        .await?;
    }
    Ok(())
}

/// The login of this address.
pub(crate) async fn login_of(tx: &mut Tx, email: &Email) -> Result<Option<LoginId>> {
    let login = sqlx::query_scalar!("select id from logins where email_key = $1", email.key())
        .fetch_optional(tx.conn())
        .await?;
    Ok(login.map(LoginId))
}

/// Counts anew what every group of the account holds.
pub(crate) async fn recount(permit: &mut Permit) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "with direct as (
             select group_id, count(*)::integer as users from users where account_id = $1 group by group_id
         ), total as (
             select p.ancestor_id as id, coalesce(sum(d.users), 0)::integer as users, count(*)::integer - 1 as groups
             from group_paths p left join direct d on d.group_id = p.descendant_id
             where p.account_id = $1 group by p.ancestor_id
         )
         update groups g
         set direct_users = coalesce(d.users, 0), subtree_users = t.users, subtree_groups = t.groups
         from total t left join direct d on d.group_id = t.id
         where g.account_id = $1 and g.id = t.id
           and (g.direct_users, g.subtree_users, g.subtree_groups) <> (coalesce(d.users, 0), t.users, t.groups)",
        account.0,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Lets this transaction use more memory than a page may: for sorting, and so that the search index takes new rows in
/// fewer, larger steps.
pub(crate) async fn use_memory(permit: &mut Permit) -> Result<()> {
    sqlx::query!(
        "select set_config('work_mem', '64MB', true) as sorting, set_config('maintenance_work_mem', '256MB', true) as merging,
             set_config('gin_pending_list_limit', '65536', true) as gathering"
    )
    .fetch_one(permit.tx().conn())
    .await?;
    Ok(())
}
