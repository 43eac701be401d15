//! Authorized Logins: users with roles, and what is shown of them.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::role::Role;
use domain::{AccountId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// A login as the list shows it.
pub(crate) struct Listed {
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) full_name: String,
    pub(crate) email: String,
    pub(crate) is_holder: bool,
    pub(crate) is_authorized: bool,
    pub(crate) roles: Vec<Role>,
    /// The ids of the types of mail that they receive.
    pub(crate) mail: Vec<String>,
    pub(crate) last_active_at: Option<Timestamp>,
    pub(crate) suspended: bool,
    pub(crate) invited_until: Option<Timestamp>,
    pub(crate) can_sign_in: bool,
    /// Since when mail to their address cannot be delivered, and why.
    pub(crate) bounced: Option<(Timestamp, String)>,
    pub(crate) version: i32,
}

/// The account holder first, then the Authorized Logins by name; or with `only`, this user alone, whoever they are.
pub(crate) async fn list(tx: &mut Tx, account: AccountId, only: Option<UserId>) -> Result<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"with shown as (
               select u.id from users u where u.account_id = $1 and $2::uuid is null and (u.authorized or u.roles <> '{}')
               union
               select a.holder_user_id from accounts a where a.id = $1 and $2 is null
               union
               select $2 where $2 is not null
           )
           select u.id, coalesce(nullif(u.full_name, ''), nullif(u.friendly_name, ''), u.handle) as "name!",
               u.full_name, u.handle, a.holder_user_id = u.id as "is_holder!", u.authorized, u.roles,
               u.last_active_at as "last_active_at: jiff_sqlx::Timestamp", u.suspended_at is not null as "suspended!",
               i.expires_at as "invited_until?: jiff_sqlx::Timestamp", u.login_id is not null as "can_sign_in!",
               case when u.bounced_key = l.email_key then u.bounced_at end as "bounced_at: jiff_sqlx::Timestamp",
               u.bounce_reason, u.version,
               array(
                   select t.id from mail_types t
                   left join mail_subscriptions s
                       on s.account_id = u.account_id and s.recipient_id = u.id and s.type_id = t.id
                   where case when a.holder_user_id = u.id then coalesce(s.receives, true) else coalesce(s.receives, false) end
                   order by t.place) as "mail!"
           from shown
           join users u on u.account_id = $1 and u.id = shown.id
           join accounts a on a.id = u.account_id
           left join logins l on l.id = u.login_id
           left join invitations i on i.account_id = u.account_id and i.user_id = u.id and u.login_id is null
           order by (a.holder_user_id = u.id) desc, lower(coalesce(nullif(u.full_name, ''), u.handle)), u.id"#,
        account.0,
        only.map(|user| user.0),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: UserId(row.id),
            name: row.name,
            full_name: row.full_name,
            email: row.handle,
            is_holder: row.is_holder,
            is_authorized: row.authorized || !row.roles.is_empty(),
            roles: row.roles.iter().filter_map(|name| name.parse().ok()).collect(),
            mail: row.mail,
            last_active_at: row.last_active_at.map(|at| at.to_jiff()),
            suspended: row.suspended,
            invited_until: row.invited_until.map(|at| at.to_jiff()),
            can_sign_in: row.can_sign_in,
            bounced: row.bounced_at.map(|at| (at.to_jiff(), row.bounce_reason.unwrap_or_default())),
            version: row.version,
        })
        .collect())
}

/// Makes a user an Authorized Login with these roles and this name, if they still stand at `version`; says whether they
/// did.
pub(crate) async fn save(
    permit: &mut Permit,
    user: UserId,
    full_name: &str,
    roles: &[Role],
    version: i32,
) -> Result<bool> {
    let account = permit.account();
    let roles: Vec<String> = roles.iter().map(|role| role.name().to_owned()).collect();
    let done = sqlx::query!(
        "update users set full_name = $3, roles = $4, authorized = true, version = version + 1
         where account_id = $1 and id = $2 and version = $5",
        account.0,
        user.0,
        full_name,
        &roles,
        version,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a user's roles, and their place among the Authorized Logins.
pub(crate) async fn remove(permit: &mut Permit, user: UserId) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update users set roles = '{}', authorized = false, version = version + 1 where account_id = $1 and id = $2",
        account.0,
        user.0,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Forgets that mail to a user's address could not be delivered; says whether it was so.
pub(crate) async fn forget_bounce(permit: &mut Permit, user: UserId) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!(
        "update users set bounced_key = null, bounced_at = null, bounce_reason = null
         where account_id = $1 and id = $2 and bounced_key is not null",
        account.0,
        user.0,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Marks an address that mail cannot be delivered to, wherever it is somebody's; gives of how many people it is.
pub(crate) async fn note_bounce(pool: &sqlx::PgPool, email_key: &str, reason: &str, now: Timestamp) -> Result<i64> {
    let marked = sqlx::query_scalar!("select note_bounce($1, $2, $3)", email_key, reason, now.to_sqlx() as _)
        .fetch_one(pool)
        .await?;
    Ok(marked.unwrap_or_default())
}
