//! The history as a whole: its chain, and what is checked, erased and shown of it. Entries are written in
//! [`super::audit`].

use super::Tx;
use crate::Result;
use crate::access::Permit;
use crate::audit::Sealed;
use crate::service::history::Linker;
use domain::audit::Event;
use domain::{AccountId, GroupId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// How many links are checked at a time.
const CHECKED: i64 = 1000;

/// A link to be added to the chain.
pub(crate) struct Link {
    pub(crate) number: i64,
    pub(crate) entry: Uuid,
    pub(crate) mac: [u8; 32],
}

/// The accounts in which entries wait to be linked.
pub(crate) async fn accounts_to_link(pool: &PgPool) -> Result<Vec<AccountId>> {
    let accounts = sqlx::query_scalar!(r#"select account as "account!" from accounts_to_link() account"#);
    Ok(accounts.fetch_all(pool).await?.into_iter().map(AccountId).collect())
}

/// Takes the lock of the account's chain, until the transaction ends; says whether it was free.
pub(crate) async fn try_lock(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let free = sqlx::query_scalar!(
        "select pg_try_advisory_xact_lock(hashtextextended('portico.history:' || $1::text, 0))",
        account.to_string(),
    );
    Ok(free.fetch_one(tx.conn()).await?.unwrap_or(false))
}

/// The last link of the account's chain: its number and its code.
pub(crate) async fn head(tx: &mut Tx, account: AccountId) -> Result<Option<(i64, Vec<u8>)>> {
    let row = sqlx::query!(
        "select number, mac from audit_chain where account_id = $1 order by number desc limit 1",
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.number, row.mac)))
}

/// The oldest entries that wait to be linked, with their seals.
pub(crate) async fn pending(tx: &mut Tx, account: AccountId, most: i64) -> Result<Vec<(Uuid, Vec<u8>)>> {
    // One that is linked already waits for nothing, whoever put it there.
    let rows = sqlx::query!(
        "select p.entry_id, l.mac from audit_pending p
         join audit_log l on l.account_id = p.account_id and l.id = p.entry_id
         where p.account_id = $1
           and not exists (select from audit_chain c where c.account_id = p.account_id and c.entry_id = p.entry_id)
         order by p.entry_id limit $2",
        account.0,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.entry_id, row.mac)).collect())
}

/// Adds links to the chain; their entries wait no longer.
pub(crate) async fn append(linker: &mut Linker, links: &[Link], now: Timestamp) -> Result<()> {
    let account = linker.account();
    let numbers: Vec<i64> = links.iter().map(|link| link.number).collect();
    let entries: Vec<Uuid> = links.iter().map(|link| link.entry).collect();
    let macs: Vec<Vec<u8>> = links.iter().map(|link| link.mac.to_vec()).collect();
    sqlx::query!(
        "with linked as (
            insert into audit_chain (account_id, number, entry_id, linked_at, mac)
            select $1, n.number, n.entry, $5, n.mac from unnest($2::bigint[], $3::uuid[], $4::bytea[]) n(number, entry, mac))
         delete from audit_pending where account_id = $1 and entry_id = any($3)",
        account.0,
        &numbers,
        &entries,
        &macs,
        now.to_sqlx() as _,
    )
    .execute(linker.tx().conn())
    .await?;
    Ok(())
}

/// Every account, by slug.
pub(crate) async fn all_accounts(pool: &PgPool) -> Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!(r#"select id as "id!", slug as "slug!" from all_accounts()"#).fetch_all(pool).await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.id), row.slug)).collect())
}

/// Opens an account as it stands at this moment, for reading all of it; the transaction's first statement.
pub(crate) async fn open_snapshot(tx: &mut Tx, slug: &str) -> Result<Option<AccountId>> {
    sqlx::query!("set transaction isolation level repeatable read, read only").execute(tx.conn()).await?;
    let account = sqlx::query_scalar!("select open_account($1, false)", slug).fetch_one(tx.conn()).await?;
    Ok(account.map(AccountId))
}

/// An entry with its link, as far as they are there.
pub(crate) struct Row {
    pub(crate) number: Option<i64>,
    pub(crate) link_mac: Option<Vec<u8>>,
    pub(crate) pending: bool,
    pub(crate) entry: Uuid,
    /// What the seal covers.
    pub(crate) log: Option<Sealed>,
    /// The seal that is stored.
    pub(crate) seal: Option<Vec<u8>>,
    pub(crate) change: Value,
    pub(crate) origin: Value,
}

/// A value that stands beside an entry.
pub(crate) enum Value {
    Kept { salt: Vec<u8>, value: serde_json::Value },
    Erased,
    Missing,
}

impl Value {
    fn of(is_there: bool, salt: Option<Vec<u8>>, value: Option<serde_json::Value>) -> Self {
        match (is_there, salt, value) {
            (false, ..) => Self::Missing,
            (true, Some(salt), Some(value)) => Self::Kept { salt, value },
            (true, ..) => Self::Erased,
        }
    }
}

/// The same, column by column.
struct Columns {
    number: Option<i64>,
    link_mac: Option<Vec<u8>>,
    pending: bool,
    entry: Uuid,
    at: Option<jiff_sqlx::Timestamp>,
    actor_kind: Option<String>,
    actor_id: Option<Uuid>,
    on_behalf_of: Option<Uuid>,
    action: Option<String>,
    target_kind: Option<String>,
    target_id: Option<Uuid>,
    request_id: Option<String>,
    change_commitment: Option<Vec<u8>>,
    origin_commitment: Option<Vec<u8>>,
    seal: Option<Vec<u8>>,
    has_change: bool,
    change_salt: Option<Vec<u8>>,
    change_value: Option<serde_json::Value>,
    has_origin: bool,
    origin_salt: Option<Vec<u8>>,
    origin_value: Option<serde_json::Value>,
}

impl Columns {
    fn row(self, account: AccountId) -> Row {
        let code = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or([0; 32]);
        let log = self.at.map(|at| Sealed {
            account: account.0,
            id: self.entry,
            at: at.to_jiff(),
            actor_kind: self.actor_kind.unwrap_or_default(),
            actor: self.actor_id,
            on_behalf_of: self.on_behalf_of,
            action: self.action.unwrap_or_default(),
            target_kind: self.target_kind.unwrap_or_default(),
            target: self.target_id.unwrap_or_default(),
            request: self.request_id.unwrap_or_default(),
            change_commitment: code(self.change_commitment),
            origin_commitment: code(self.origin_commitment),
        });
        Row {
            number: self.number,
            link_mac: self.link_mac,
            pending: self.pending,
            entry: self.entry,
            log,
            seal: self.seal,
            change: Value::of(self.has_change, self.change_salt, self.change_value),
            origin: Value::of(self.has_origin, self.origin_salt, self.origin_value),
        }
    }
}

/// The next links after this number, with their entries.
pub(crate) async fn chain(tx: &mut Tx, account: AccountId, after: i64) -> Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Columns,
        r#"select c.number as "number?", c.mac as "link_mac?", false as "pending!", c.entry_id as entry,
               l.at as "at?: jiff_sqlx::Timestamp", l.actor_kind as "actor_kind?", l.actor_id, l.on_behalf_of,
               l.action as "action?", l.target_kind as "target_kind?", l.target_id as "target_id?",
               l.request_id as "request_id?", l.change_commitment as "change_commitment?",
               l.origin_commitment as "origin_commitment?", l.mac as "seal?",
               v.part is not null as "has_change!", v.salt as change_salt, v.value as change_value,
               o.part is not null as "has_origin!", o.salt as origin_salt, o.value as origin_value
           from audit_chain c
           left join audit_log l on l.account_id = c.account_id and l.id = c.entry_id
           left join audit_values v on v.account_id = c.account_id and v.entry_id = c.entry_id and v.part = 'change'
           left join audit_values o on o.account_id = c.account_id and o.entry_id = c.entry_id and o.part = 'origin'
           where c.account_id = $1 and c.number > $2
           order by c.number limit $3"#,
        account.0,
        after,
        CHECKED,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| row.row(account)).collect())
}

/// Every entry that no link has.
pub(crate) async fn outside_chain(tx: &mut Tx, account: AccountId) -> Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Columns,
        r#"select null::bigint as number, null::bytea as link_mac, p.entry_id is not null as "pending!", l.id as entry,
               l.at as "at?: jiff_sqlx::Timestamp", l.actor_kind as "actor_kind?", l.actor_id, l.on_behalf_of,
               l.action as "action?", l.target_kind as "target_kind?", l.target_id as "target_id?",
               l.request_id as "request_id?", l.change_commitment as "change_commitment?",
               l.origin_commitment as "origin_commitment?", l.mac as "seal?",
               v.part is not null as "has_change!", v.salt as change_salt, v.value as change_value,
               o.part is not null as "has_origin!", o.salt as origin_salt, o.value as origin_value
           from audit_log l
           left join audit_pending p on p.account_id = l.account_id and p.entry_id = l.id
           left join audit_values v on v.account_id = l.account_id and v.entry_id = l.id and v.part = 'change'
           left join audit_values o on o.account_id = l.account_id and o.entry_id = l.id and o.part = 'origin'
           where l.account_id = $1
             and not exists (select from audit_chain c where c.account_id = l.account_id and c.entry_id = l.id)
           order by l.id"#,
        account.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| row.row(account)).collect())
}

/// Whether the history names this user, who may be gone.
pub(crate) async fn knows(tx: &mut Tx, account: AccountId, user: UserId) -> Result<bool> {
    let known = sqlx::query_scalar!(
        r#"select exists (select from audit_log where account_id = $1 and target_id = $2 and target_kind = 'user')
               or exists (select from audit_log where account_id = $1 and actor_id = $2) as "known!""#,
        account.0,
        user.0,
    );
    Ok(known.fetch_one(tx.conn()).await?)
}

/// Erases what the history keeps of a user: the values of entries about them and the origin of entries by them. Gives
/// how many of each.
pub(crate) async fn erase(permit: &mut Permit, user: UserId) -> Result<(u64, u64)> {
    let account = permit.account();
    let changes = sqlx::query!(
        "update audit_values v set salt = null, value = null
         from audit_log l
         where l.account_id = $1 and l.target_id = $2 and l.target_kind = 'user'
           and v.account_id = $1 and v.entry_id = l.id and v.part = 'change' and v.value is not null",
        account.0,
        user.0,
    )
    .execute(permit.tx().conn())
    .await?;
    let origins = sqlx::query!(
        "update audit_values v set salt = null, value = null
         from audit_log l
         where l.account_id = $1 and l.actor_id = $2
           and v.account_id = $1 and v.entry_id = l.id and v.part = 'origin' and v.value is not null",
        account.0,
        user.0,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok((changes.rows_affected(), origins.rows_affected()))
}

/// Which entries are asked for.
pub(crate) struct Filter<'a> {
    pub(crate) account: AccountId,
    /// From this id on. Ids are in the order of time.
    pub(crate) from: Uuid,
    /// Before this id.
    pub(crate) before: Uuid,
    pub(crate) action: Option<&'a str>,
    /// Only by these users; `None` is everybody.
    pub(crate) actors: Option<&'a [Uuid]>,
    /// By actors of these kinds, too, who are no users.
    pub(crate) nobody: &'a [String],
    pub(crate) most: i64,
}

/// An entry to be shown.
pub(crate) struct Entry {
    pub(crate) id: Uuid,
    pub(crate) at: jiff_sqlx::Timestamp,
    pub(crate) actor_kind: String,
    pub(crate) actor_id: Option<Uuid>,
    pub(crate) on_behalf_of: Option<Uuid>,
    pub(crate) action: String,
    pub(crate) target_kind: String,
    pub(crate) target_id: Uuid,
    /// None once erased.
    pub(crate) change: Option<serde_json::Value>,
    pub(crate) origin: Option<serde_json::Value>,
}

/// The names of the events that nobody in an account reads.
fn operators_own() -> Vec<String> {
    Event::ALL.iter().filter(|event| event.is_operators_own()).map(|event| event.name().to_owned()).collect()
}

/// The newest entries about these things.
pub(crate) async fn about(tx: &mut Tx, filter: &Filter<'_>, targets: &[Uuid]) -> Result<Vec<Entry>> {
    Ok(sqlx::query_as!(
        Entry,
        r#"select l.id, l.at as "at: jiff_sqlx::Timestamp", l.actor_kind, l.actor_id, l.on_behalf_of, l.action,
               l.target_kind, l.target_id, v.value as "change?", o.value as "origin?"
           from audit_log l
           left join audit_values v on v.account_id = l.account_id and v.entry_id = l.id and v.part = 'change'
           left join audit_values o on o.account_id = l.account_id and o.entry_id = l.id and o.part = 'origin'
           where l.account_id = $1 and l.id >= $2 and l.id < $3 and ($4::text is null or l.action = $4)
             and ($5::uuid[] is null or l.actor_id = any($5) or l.actor_kind = any($6)) and l.action <> all($9)
             and l.target_id = any($8)
           order by l.id desc limit $7"#,
        filter.account.0,
        filter.from,
        filter.before,
        filter.action,
        filter.actors,
        filter.nobody,
        filter.most,
        targets,
        &operators_own(),
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The newest entries about what stands in this group and below it now; with no group, about everything.
pub(crate) async fn within(tx: &mut Tx, filter: &Filter<'_>, group: Option<GroupId>) -> Result<Vec<Entry>> {
    Ok(sqlx::query_as!(
        Entry,
        r#"select l.id, l.at as "at: jiff_sqlx::Timestamp", l.actor_kind, l.actor_id, l.on_behalf_of, l.action,
               l.target_kind, l.target_id, v.value as "change?", o.value as "origin?"
           from audit_log l
           left join audit_values v on v.account_id = l.account_id and v.entry_id = l.id and v.part = 'change'
           left join audit_values o on o.account_id = l.account_id and o.entry_id = l.id and o.part = 'origin'
           where l.account_id = $1 and l.id >= $2 and l.id < $3 and ($4::text is null or l.action = $4)
             and ($5::uuid[] is null or l.actor_id = any($5) or l.actor_kind = any($6)) and l.action <> all($9)
             and ($8::uuid is null
                  or exists (select from group_paths p
                             where p.account_id = $1 and p.ancestor_id = $8 and p.descendant_id = l.target_id)
                  or exists (select from users u join group_paths p
                                 on p.account_id = $1 and p.ancestor_id = $8 and p.descendant_id = u.group_id
                             where u.account_id = $1 and u.id = l.target_id)
                  or exists (select from deleted_users d join group_paths p
                                 on p.account_id = $1 and p.ancestor_id = $8
                                     and p.descendant_id = place_of_deleted(d.account_id, d.path)
                             where d.account_id = $1 and d.id = l.target_id
                               and not exists (select from users u where u.account_id = $1 and u.id = d.id)))
           order by l.id desc limit $7"#,
        filter.account.0,
        filter.from,
        filter.before,
        filter.action,
        filter.actors,
        filter.nobody,
        filter.most,
        group.map(|group| group.0),
        &operators_own(),
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Who did this to something first: their kind and their id.
pub(crate) async fn actor(
    tx: &mut Tx,
    account: AccountId,
    event: Event,
    target: Uuid,
) -> Result<Option<(String, Option<Uuid>)>> {
    let row = sqlx::query!(
        "select actor_kind, actor_id from audit_log
         where account_id = $1 and target_id = $2 and action = $3 order by id limit 1",
        account.0,
        target,
        event.name(),
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| (row.actor_kind, row.actor_id)))
}

/// Everything that stands in a group and below it: groups, users, and deleted users where they would come back; by id.
pub(crate) async fn things_in(tx: &mut Tx, account: AccountId, group: GroupId) -> Result<Vec<Uuid>> {
    let things = sqlx::query_scalar!(
        r#"select p.descendant_id as "id!" from group_paths p where p.account_id = $1 and p.ancestor_id = $2
           union all
           select u.id from users u join group_paths p
               on p.account_id = u.account_id and p.ancestor_id = $2 and p.descendant_id = u.group_id
           where u.account_id = $1
           union all
           select d.id from deleted_users d join group_paths p
               on p.account_id = d.account_id and p.ancestor_id = $2
                   and p.descendant_id = place_of_deleted(d.account_id, d.path)
           where d.account_id = $1
               and not exists (select from users u where u.account_id = $1 and u.id = d.id)"#,
        account.0,
        group.0,
    );
    Ok(things.fetch_all(tx.conn()).await?)
}

/// Something that an entry names.
pub(crate) struct Name {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) is_group: bool,
    /// A user who was deleted.
    pub(crate) is_deleted: bool,
    /// Where it, or the group it is in, stands in tree order.
    pub(crate) sort_path: String,
}

/// The groups and users among these ids, deleted users too.
pub(crate) async fn names(tx: &mut Tx, account: AccountId, ids: &[Uuid]) -> Result<Vec<Name>> {
    Ok(sqlx::query_as!(
        Name,
        r#"select g.id as "id!", g.name as "name!", true as "is_group!", false as "is_deleted!",
               g.sort_path as "sort_path!"
           from groups g where g.account_id = $1 and g.id = any($2)
           union all
           select u.id, coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle), false, false, g.sort_path
           from users u join groups g on g.account_id = u.account_id and g.id = u.group_id
           where u.account_id = $1 and u.id = any($2)
           union all
           select d.id, d.name, false, true, g.sort_path
           from deleted_users d
           join groups g on g.account_id = d.account_id and g.id = place_of_deleted(d.account_id, d.path)
           where d.account_id = $1 and d.id = any($2) and d.name <> ''
             and not exists (select from users u where u.account_id = $1 and u.id = d.id)"#,
        account.0,
        ids,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The administrators of these groups and of all groups above them, whose names everybody there may know: the account
/// holder, and who holds a grant in force.
pub(crate) async fn administrators_above(
    tx: &mut Tx,
    account: AccountId,
    groups: &[Uuid],
    holder: UserId,
    now: Timestamp,
) -> Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        r#"select u.id, coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle) as "name!"
           from users u
           where u.account_id = $1 and (u.id = $3 or u.id in (
               select g.user_id from grants g join group_paths p
                   on p.account_id = g.account_id and p.ancestor_id = g.group_id and p.descendant_id = any($2)
               where g.account_id = $1 and g.level = 'administrator' and (g.expires_at is null or g.expires_at > $4)))"#,
        account.0,
        groups,
        holder.0,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
