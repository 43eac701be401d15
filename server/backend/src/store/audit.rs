//! The audit log: appended to, never changed.

use crate::access::{Entry, Permit};
use crate::audit::{Sealed, commitment, entry_mac};
use crate::{Portico, Result};
use jiff_sqlx::ToSqlx as _;
use serde_json::{Value, json};

/// Appends an entry for what happens under this permit.
pub(crate) async fn append(permit: &mut Permit, portico: &Portico, entry: &Entry) -> Result<()> {
    let now = permit.now();
    let id = portico.entropy.id(now)?;
    let address = permit.scope().caller().address.map(|address| address.to_string());
    let (change, origin) = (json!({ "before": entry.before, "after": entry.after }), json!({ "address": address }));
    let (change_salt, origin_salt) = (salt(portico)?, salt(portico)?);
    let sealed = Sealed {
        account: permit.account().0,
        id,
        at: now,
        actor_kind: permit.actor_kind().to_owned(),
        actor: permit.actor_id(),
        on_behalf_of: permit.on_behalf_of(),
        action: entry.event.name().to_owned(),
        target_kind: entry.target_kind.to_owned(),
        target: entry.target,
        request: permit.scope().caller().request_id.clone(),
        change_commitment: commitment(&change_salt, &change),
        origin_commitment: commitment(&origin_salt, &origin),
    };
    let mac = entry_mac(&portico.audit_key, &sealed);
    insert(permit, &sealed, &mac, !entry.event.is_operators_own()).await?;
    insert_values(permit, &sealed, [("change", &change_salt, &change), ("origin", &origin_salt, &origin)]).await
}

fn salt(portico: &Portico) -> Result<[u8; 16]> {
    let mut salt = [0; 16];
    portico.entropy.fill(&mut salt)?;
    Ok(salt)
}

/// Writes the entry, and to each address that is told of such an event a message: what is told was done, and what was
/// done is told. What is not `told` is only written.
async fn insert(permit: &mut Permit, entry: &Sealed, mac: &[u8; 32], told: bool) -> Result<()> {
    sqlx::query!(
        "with logged as (
            insert into audit_log (account_id, id, at, actor_kind, actor_id, on_behalf_of, action, target_kind,
                target_id, request_id, change_commitment, origin_commitment, mac)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)),
         told as (
            insert into webhook_deliveries (account_id, endpoint_id, message_id, event, target_kind, target_id, at,
                next_attempt_at)
            select $1, e.id, $2, $7, $8, $9, $3, $3 from webhook_endpoints e
            where e.account_id = $1 and $7 = any (e.events) and e.paused_at is null and $14)
         insert into audit_pending (account_id, entry_id) values ($1, $2)",
        entry.account,
        entry.id,
        entry.at.to_sqlx() as _,
        entry.actor_kind,
        entry.actor,
        entry.on_behalf_of,
        entry.action,
        entry.target_kind,
        entry.target,
        entry.request,
        &entry.change_commitment,
        &entry.origin_commitment,
        mac,
        told,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// The values of an entry, each with the salt of its commitment.
async fn insert_values(permit: &mut Permit, entry: &Sealed, values: [(&str, &[u8; 16], &Value); 2]) -> Result<()> {
    let [(change, change_salt, change_value), (origin, origin_salt, origin_value)] = values;
    sqlx::query!(
        "insert into audit_values (account_id, entry_id, part, salt, value)
         values ($1, $2, $3, $4, $5), ($1, $2, $6, $7, $8)",
        entry.account,
        entry.id,
        change,
        change_salt,
        change_value,
        origin,
        origin_salt,
        origin_value,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}
