//! The audit log: appended to, never changed.

use crate::Result;
use crate::access::{Entry, Permit};
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

/// Appends an entry for what happens under this permit.
pub(crate) async fn append(permit: &mut Permit, id: Uuid, entry: &Entry) -> Result<()> {
    let account = permit.account();
    let now = permit.now();
    let actor = permit.actor_user();
    let kind = if actor.is_some() { "user" } else { "operator" };
    let address = permit.scope().caller().address.map(|a| a.to_string());
    let request = permit.scope().caller().request_id.clone();
    sqlx::query!(
        "insert into audit_log
            (account_id, id, at, actor_kind, actor_id, action, target_kind, target_id, before, after, address, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::inet, $12)",
        account.0,
        id,
        now.to_sqlx() as _,
        kind,
        actor,
        entry.event.name(),
        entry.target_kind,
        entry.target,
        entry.before,
        entry.after,
        address,
        request,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}
