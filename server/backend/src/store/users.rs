//! Users: persons and systems in an account's tree.

use super::groups::Group;
use super::{Tx, groups};
use crate::Result;
use crate::access::{Permit, Root};
use domain::access::UserFacts;
use domain::profile::Contact;
use domain::user::UserKind;
use domain::{AccountId, GroupId, LoginId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// A user as it is stored, with the group they are in.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: UserId,
    pub(crate) kind: UserKind,
    pub(crate) handle: String,
    pub(crate) full_name: String,
    pub(crate) friendly_name: String,
    pub(crate) phone: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) suspended: bool,
    pub(crate) can_sign_in: bool,
    pub(crate) version: i32,
    pub(crate) created_at: Timestamp,
    pub(crate) last_active_at: Option<Timestamp>,
    pub(crate) group: Group,
}

impl User {
    /// What [`domain::access::decide`] needs to know.
    pub(crate) fn facts(&self) -> UserFacts {
        UserFacts { id: self.id, group: self.group.facts.clone() }
    }

    /// The name by which people know them: friendly name, else their own, else the User id.
    pub(crate) fn display_name(&self) -> &str {
        [&self.friendly_name, &self.full_name].into_iter().find(|name| !name.is_empty()).unwrap_or(&self.handle)
    }
}

/// The user of this id, whatever the actor may see: the caller decides.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, id: UserId, seen: &[Root]) -> Result<Option<User>> {
    let row = sqlx::query!(
        r#"select group_id, kind, handle, full_name, friendly_name, phone, language, time_zone, version,
               suspended_at is not null as "suspended!", login_id is not null as "can_sign_in!",
               created_at as "created_at: jiff_sqlx::Timestamp", last_active_at as "last_active_at: jiff_sqlx::Timestamp"
           from users where account_id = $1 and id = $2"#,
        account.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let group = groups::find(tx, account, GroupId(row.group_id), seen).await?;
    Ok(group.map(|group| User {
        id,
        kind: row.kind.parse().unwrap_or(UserKind::Person),
        handle: row.handle,
        full_name: row.full_name,
        friendly_name: row.friendly_name,
        phone: row.phone,
        language: row.language,
        time_zone: row.time_zone,
        suspended: row.suspended,
        can_sign_in: row.can_sign_in,
        version: row.version,
        created_at: row.created_at.to_jiff(),
        last_active_at: row.last_active_at.map(|at| at.to_jiff()),
        group,
    }))
}

/// A user who is about to be added.
pub(crate) struct NewUser<'a> {
    pub(crate) id: UserId,
    pub(crate) group: GroupId,
    pub(crate) kind: UserKind,
    pub(crate) handle: &'a str,
    pub(crate) full_name: &'a str,
    pub(crate) friendly_name: &'a str,
    pub(crate) login: Option<LoginId>,
}

/// Adds a user.
pub(crate) async fn insert(permit: &mut Permit, user: &NewUser<'_>) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into users (account_id, id, group_id, kind, handle, handle_key, full_name, friendly_name, login_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        account.0,
        user.id.0,
        user.group.0,
        user.kind.name(),
        user.handle,
        user.handle.to_lowercase(),
        user.full_name,
        user.friendly_name,
        user.login.map(|login| login.0),
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    count_directly(permit, user.group, 1).await
}

/// Puts a user into another group.
pub(crate) async fn reparent(permit: &mut Permit, user: &User, to: GroupId) -> Result<()> {
    let account = permit.account();
    sqlx::query!("update users set group_id = $3 where account_id = $1 and id = $2", account.0, user.id.0, to.0,)
        .execute(permit.tx().conn())
        .await?;
    count_directly(permit, user.group.id, -1).await?;
    count_directly(permit, to, 1).await
}

/// Adds to the users that a group holds itself, and to what it and every group above it count.
pub(super) async fn count_directly(permit: &mut Permit, group: GroupId, users: i32) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update groups set direct_users = direct_users + $3 where account_id = $1 and id = $2",
        account.0,
        group.0,
        users,
    )
    .execute(permit.tx().conn())
    .await?;
    groups::count(permit, group, users, 0).await
}

/// Keeps a user from acting, or lets them in again. Their sessions in this account end with the next request.
pub(crate) async fn set_suspended(permit: &mut Permit, user: UserId, suspended: bool) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update users set suspended_at = case when $3 then $4::timestamptz end where account_id = $1 and id = $2",
        account.0,
        user.0,
        suspended,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Changes a person's contact information if it still stands at `version`; says whether it did.
pub(crate) async fn update_contact(
    permit: &mut Permit,
    user: UserId,
    contact: &Contact,
    phone: Option<&str>,
    time_zone: Option<&str>,
    version: i32,
) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!(
        "update users set full_name = $3, phone = $4, language = $5, time_zone = $6, version = version + 1
         where account_id = $1 and id = $2 and version = $7",
        account.0,
        user.0,
        contact.full_name,
        phone,
        contact.language.map(|language| language.tag()),
        time_zone,
        version,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
