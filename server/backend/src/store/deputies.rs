//! Deputies: who acts for whom, and when.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::{AccountId, DeputyId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// An appointment with the names that a page needs.
#[derive(Debug, Clone)]
pub(crate) struct Deputy {
    pub(crate) id: DeputyId,
    pub(crate) principal: UserId,
    pub(crate) principal_name: String,
    pub(crate) deputy: UserId,
    pub(crate) deputy_name: String,
    /// Where the deputy stands in tree order.
    pub(crate) deputy_path: String,
    pub(crate) deputy_suspended: bool,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

impl Deputy {
    /// Whether it holds at this moment.
    pub(crate) fn is_now(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }
}

/// Appointments by `principal` or of `deputy`, or both where both are given, that hold or will hold.
pub(crate) async fn of(
    tx: &mut Tx,
    account: AccountId,
    principal: Option<UserId>,
    deputy: Option<UserId>,
    now: Timestamp,
) -> Result<Vec<Deputy>> {
    let rows = sqlx::query!(
        r#"select d.id, d.principal_id, d.deputy_id, h.sort_path, u.suspended_at is not null as "suspended!",
               coalesce(nullif(p.friendly_name, ''), nullif(p.full_name, ''), p.handle) as "principal_name!",
               coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle) as "deputy_name!",
               d.starts_at as "starts_at: jiff_sqlx::Timestamp", d.ends_at as "ends_at: jiff_sqlx::Timestamp"
           from deputies d
           join users p on p.account_id = d.account_id and p.id = d.principal_id
           join users u on u.account_id = d.account_id and u.id = d.deputy_id
           join groups h on h.account_id = u.account_id and h.id = u.group_id
           where d.account_id = $1 and d.ends_at > $4
             and ($2::uuid is null or d.principal_id = $2) and ($3::uuid is null or d.deputy_id = $3)
           order by d.starts_at, d.id"#,
        account.0,
        principal.map(|user| user.0),
        deputy.map(|user| user.0),
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Deputy {
            id: DeputyId(row.id),
            principal: UserId(row.principal_id),
            principal_name: row.principal_name,
            deputy: UserId(row.deputy_id),
            deputy_name: row.deputy_name,
            deputy_path: row.sort_path,
            deputy_suspended: row.suspended,
            from: row.starts_at.to_jiff(),
            until: row.ends_at.to_jiff(),
        })
        .collect())
}

/// Appoints a deputy.
pub(crate) async fn insert(
    permit: &mut Permit,
    id: DeputyId,
    principal: UserId,
    deputy: UserId,
    from: Timestamp,
    until: Timestamp,
) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into deputies (account_id, id, principal_id, deputy_id, starts_at, ends_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        account.0,
        id.0,
        principal.0,
        deputy.0,
        from.to_sqlx() as _,
        until.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Ends an appointment. What was given by it has been ended or taken over.
pub(crate) async fn delete(permit: &mut Permit, id: DeputyId) -> Result<()> {
    let account = permit.account();
    sqlx::query!("delete from deputies where account_id = $1 and id = $2", account.0, id.0)
        .execute(permit.tx().conn())
        .await?;
    Ok(())
}
