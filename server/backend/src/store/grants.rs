//! Grants: who administers what.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::access::{Basis, Level, Moment};
use domain::{AccountId, DeputyId, GrantId, GroupId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

/// A grant as it is stored, with the names that a page needs.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) id: GrantId,
    /// Who holds it.
    pub(crate) holder: UserId,
    pub(crate) holder_name: String,
    /// Where the holder stands in tree order: whether the actor may open them depends on it.
    pub(crate) holder_path: String,
    /// The holder is suspended: it sleeps.
    pub(crate) sleeps: bool,
    pub(crate) level: Level,
    /// What it is on: a group, or one user.
    pub(crate) on: GrantOn,
    pub(crate) basis: Basis,
    /// Who gave it; `None` for the operator.
    pub(crate) giver: Option<UserId>,
    pub(crate) giver_name: Option<String>,
    pub(crate) given_at: Timestamp,
    pub(crate) until: Option<Timestamp>,
}

/// What a grant is on.
#[derive(Debug, Clone)]
pub(crate) enum GrantOn {
    Group { id: GroupId, name: String, sort_path: String, users: i32 },
    User { id: UserId, name: String, sort_path: String },
}

impl GrantOn {
    /// Where it stands in tree order.
    pub(crate) fn sort_path(&self) -> &str {
        match self {
            Self::Group { sort_path, .. } | Self::User { sort_path, .. } => sort_path,
        }
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Group { name, .. } | Self::User { name, .. } => name,
        }
    }
}

impl Grant {
    /// When it ends by itself, for [`domain::access`].
    pub(crate) fn ends(&self) -> Option<Moment> {
        self.until.map(moment)
    }
}

/// A moment in the rules' terms.
pub(crate) fn moment(at: Timestamp) -> Moment {
    Moment(at.as_second())
}

/// Which grants are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which<'a> {
    /// Those that reach this group, or this user in it.
    Reaching(GroupId, Option<UserId>),
    /// Those on any of these groups.
    OnGroups(&'a [Uuid]),
    /// Those that a user holds.
    HeldBy(UserId),
    /// Those on this user alone.
    OnUser(UserId),
    /// These.
    Ids(&'a [Uuid]),
    /// These and all that rest on them.
    RestingOn(&'a [Uuid]),
    /// Those that a user gave.
    GivenBy(UserId),
    /// Those that rest on the appointment of a deputy.
    GivenAs(DeputyId),
    /// Those below a group, or on a user in it, that rest on a grant on one of these groups.
    Below { group: Option<GroupId>, user: Option<UserId>, rest_on: &'a [Uuid] },
}

/// Grants in force at `now` (those of suspended people among them), the nearest first.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, which: Which<'_>, now: Timestamp) -> Result<Vec<Grant>> {
    let ids: Vec<Uuid> = match which {
        Which::Reaching(group, user) => {
            sqlx::query_scalar!(
                "select g.id from grants g
                 left join group_paths p
                     on p.account_id = g.account_id and p.ancestor_id = g.group_id and p.descendant_id = $2
                 where g.account_id = $1 and (p.distance is not null or g.target_user_id = $3)
                 order by p.distance nulls first",
                account.0,
                group.0,
                user.map(|user| user.0),
            )
            .fetch_all(tx.conn())
            .await?
        }
        Which::OnGroups(groups) => {
            sqlx::query_scalar!(
                "select id from grants where account_id = $1 and group_id = any ($2)",
                account.0,
                groups
            )
            .fetch_all(tx.conn())
            .await?
        }
        Which::HeldBy(user) => {
            sqlx::query_scalar!("select id from grants where account_id = $1 and user_id = $2", account.0, user.0)
                .fetch_all(tx.conn())
                .await?
        }
        Which::OnUser(user) => {
            sqlx::query_scalar!(
                "select id from grants where account_id = $1 and target_user_id = $2",
                account.0,
                user.0
            )
            .fetch_all(tx.conn())
            .await?
        }
        Which::Ids(ids) => ids.to_vec(),
        Which::RestingOn(ids) => {
            sqlx::query_scalar!(
                r#"with recursive falling as (
                       select id from grants where account_id = $1 and id = any ($2)
                       union
                       select g.id from falling f join grants g on g.account_id = $1 and g.rests_on = f.id
                   )
                   select id as "id!" from falling"#,
                account.0,
                ids,
            )
            .fetch_all(tx.conn())
            .await?
        }
        Which::GivenBy(user) => {
            sqlx::query_scalar!("select id from grants where account_id = $1 and granted_by = $2", account.0, user.0)
                .fetch_all(tx.conn())
                .await?
        }
        Which::GivenAs(deputy) => {
            sqlx::query_scalar!("select id from grants where account_id = $1 and as_deputy = $2", account.0, deputy.0)
                .fetch_all(tx.conn())
                .await?
        }
        Which::Below { group, user, rest_on } => {
            sqlx::query_scalar!(
                "select g.id
                 from grants b
                 join grants g on g.account_id = b.account_id and g.rests_on = b.id
                 left join users t on t.account_id = g.account_id and t.id = g.target_user_id
                 left join group_paths p on p.account_id = g.account_id and p.ancestor_id = $3
                     and p.descendant_id = coalesce(g.group_id, t.group_id)
                 where b.account_id = $1 and b.group_id = any ($2)
                   and (p.distance is not null or g.target_user_id = $4)",
                account.0,
                rest_on,
                group.map(|group| group.0),
                user.map(|user| user.0),
            )
            .fetch_all(tx.conn())
            .await?
        }
    };
    of_ids(tx, account, &ids, now).await
}

/// The grants of these ids that are in force, in the order of the ids.
async fn of_ids(tx: &mut Tx, account: AccountId, ids: &[Uuid], now: Timestamp) -> Result<Vec<Grant>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select g.id, g.user_id, g.level, g.group_id, g.target_user_id, g.rests_on, g.as_deputy, g.granted_by,
               g.created_at as "created_at: jiff_sqlx::Timestamp", g.expires_at as "expires_at: jiff_sqlx::Timestamp",
               coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle) as "holder_name!",
               h.sort_path as holder_path, u.suspended_at is not null as "sleeps!",
               coalesce(t.name, nullif(s.friendly_name, ''), nullif(s.full_name, ''), s.handle) as "on_name!",
               coalesce(t.sort_path, sg.sort_path) as "on_path!", coalesce(t.subtree_users, 1) as "on_users!",
               coalesce(nullif(b.friendly_name, ''), nullif(b.full_name, ''), b.handle) as giver_name
           from unnest($2::uuid[]) with ordinality asked(id, place)
           join grants g on g.account_id = $1 and g.id = asked.id
           join users u on u.account_id = g.account_id and u.id = g.user_id
           join groups h on h.account_id = u.account_id and h.id = u.group_id
           left join groups t on t.account_id = g.account_id and t.id = g.group_id
           left join users s on s.account_id = g.account_id and s.id = g.target_user_id
           left join groups sg on sg.account_id = s.account_id and sg.id = s.group_id
           left join users b on b.account_id = g.account_id and b.id = g.granted_by
           where g.expires_at is null or g.expires_at > $3
           order by asked.place, "holder_name!""#,
        account.0,
        ids,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Grant {
            id: GrantId(row.id),
            holder: UserId(row.user_id),
            holder_name: row.holder_name,
            holder_path: row.holder_path,
            sleeps: row.sleeps,
            level: if row.level == "administrator" { Level::Administrator } else { Level::Viewer },
            on: match (row.group_id, row.target_user_id) {
                (Some(group), _) => GrantOn::Group {
                    id: GroupId(group),
                    name: row.on_name,
                    sort_path: row.on_path,
                    users: row.on_users,
                },
                (None, user) => {
                    GrantOn::User { id: UserId(user.unwrap_or_default()), name: row.on_name, sort_path: row.on_path }
                }
            },
            basis: Basis { grant: row.rests_on.map(GrantId), deputy: row.as_deputy.map(DeputyId) },
            giver: row.granted_by.map(UserId),
            giver_name: row.giver_name,
            given_at: row.created_at.to_jiff(),
            until: row.expires_at.map(|at| at.to_jiff()),
        })
        .collect())
}

/// Whether somebody holds something on this very group or user.
pub(crate) async fn holds(
    tx: &mut Tx,
    account: AccountId,
    holder: UserId,
    group: Option<GroupId>,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from grants where account_id = $1 and user_id = $2
             and (group_id = $3 or target_user_id = $4) and (expires_at is null or expires_at > $5)) as "found!""#,
        account.0,
        holder.0,
        group.map(|group| group.0),
        user.map(|user| user.0),
        now.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// A grant that is about to be given by whoever acts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewGrant {
    pub(crate) id: GrantId,
    pub(crate) holder: UserId,
    pub(crate) level: Level,
    pub(crate) group: Option<GroupId>,
    pub(crate) user: Option<UserId>,
    pub(crate) basis: Basis,
    pub(crate) until: Option<Timestamp>,
}

/// Gives a grant in the name of `giver`. An expired one of the same holder on the same thing makes room.
pub(crate) async fn insert(permit: &mut Permit, new: &NewGrant, giver: Option<UserId>) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "with recursive over as (
             select id from grants where account_id = $1 and user_id = $2 and expires_at <= $5
                 and (group_id = $3 or target_user_id = $4)
             union
             select g.id from over o join grants g on g.account_id = $1 and g.rests_on = o.id
         )
         delete from grants g using over o where g.account_id = $1 and g.id = o.id",
        account.0,
        new.holder.0,
        new.group.map(|group| group.0),
        new.user.map(|user| user.0),
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    sqlx::query!(
        "insert into grants (account_id, id, user_id, group_id, target_user_id, level, granted_by, rests_on, as_deputy,
             created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        account.0,
        new.id.0,
        new.holder.0,
        new.group.map(|group| group.0),
        new.user.map(|user| user.0),
        new.level.name(),
        giver.map(|giver| giver.0),
        new.basis.grant.map(|grant| grant.0),
        new.basis.deputy.map(|deputy| deputy.0),
        now.to_sqlx() as _,
        new.until.map(|until| until.to_sqlx()) as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Ends grants. What rests on them has been ended or taken over, or is among them, or is over already and goes along.
pub(crate) async fn delete(permit: &mut Permit, ids: &[GrantId]) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "with recursive gone as (
             select id from grants where account_id = $1 and id = any ($2)
             union
             select g.id from gone o join grants g on g.account_id = $1 and g.rests_on = o.id and g.expires_at <= $3
         )
         delete from grants g using gone o where g.account_id = $1 and g.id = o.id",
        account.0,
        &ids,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Removes what is over on a group, with what rested on it.
pub(crate) async fn delete_expired(permit: &mut Permit, group: GroupId) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    let over = sqlx::query_scalar!(
        "select id from grants where account_id = $1 and group_id = $2 and expires_at <= $3",
        account.0,
        group.0,
        now.to_sqlx() as _,
    )
    .fetch_all(permit.tx().conn())
    .await?;
    let over: Vec<GrantId> = over.into_iter().map(GrantId).collect();
    delete(permit, &over).await
}

/// Removes what is over of what a user held, gave and was reached by, with what rested on it.
pub(crate) async fn delete_expired_of(permit: &mut Permit, user: UserId) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    let over = sqlx::query_scalar!(
        "select id from grants
         where account_id = $1 and $2 in (user_id, target_user_id, granted_by) and expires_at <= $3",
        account.0,
        user.0,
        now.to_sqlx() as _,
    )
    .fetch_all(permit.tx().conn())
    .await?;
    let over: Vec<GrantId> = over.into_iter().map(GrantId).collect();
    delete(permit, &over).await
}

/// The groups with their names, in tree order, on which this user is given administrator access and nobody else who is not
/// suspended; the account's own group is not among them, because its holder has it.
pub(crate) async fn administered_alone(
    tx: &mut Tx,
    account: AccountId,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<(GroupId, String)>> {
    let rows = sqlx::query!(
        "select t.id, t.name from grants g
         join groups t on t.account_id = g.account_id and t.id = g.group_id and t.parent_id is not null
         where g.account_id = $1 and g.user_id = $2 and g.level = 'administrator'
           and (g.expires_at is null or g.expires_at > $3)
           and not exists (
               select from grants o join users u on u.account_id = o.account_id and u.id = o.user_id
               where o.account_id = $1 and o.group_id = g.group_id and o.user_id <> $2 and o.level = 'administrator'
                 and u.suspended_at is null and (o.expires_at is null or o.expires_at > $3)
           )
         order by t.sort_path",
        account.0,
        user.0,
        now.to_sqlx() as _,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (GroupId(row.id), row.name)).collect())
}

/// Makes `giver` the one who gave a grant, by a right of their own.
pub(crate) async fn take_over(permit: &mut Permit, id: GrantId, basis: Basis, giver: Option<UserId>) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update grants set granted_by = $3, rests_on = $4, as_deputy = $5 where account_id = $1 and id = $2",
        account.0,
        id.0,
        giver.map(|giver| giver.0),
        basis.grant.map(|grant| grant.0),
        basis.deputy.map(|deputy| deputy.0),
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}
