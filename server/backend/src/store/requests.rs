//! What programs asked for, so that asking again does nothing again. A request is claimed in the transaction that does
//! it; its answer is kept afterwards.

use super::Tx;
use crate::access::{Claim, Permit, Program};
use crate::error::Asked;
use crate::{Error, Result};
use domain::access::Actor;
use domain::{KeyId, Problem};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// What stands about a claim.
struct Row {
    request_hash: Vec<u8>,
    target_id: Uuid,
    status: Option<i16>,
    body: Option<String>,
}

/// Goes on only when this was not asked before. To be called behind the lock that its equals wait for.
///
/// # Errors
/// [`Error::Asked`] when it was; [`Problem::Invalid`] when something else was asked under the same name.
pub(crate) async fn answered(tx: &mut Tx, actor: &Actor, program: &Program) -> Result<()> {
    let Some(claim) = &program.claim else { return Ok(()) };
    let Some(row) = find(tx, actor, claim).await? else { return Ok(()) };
    if row.request_hash != claim.request {
        let message = "Idempotency-Key was used for another request before; give this one a key of its own.";
        return Err(Problem::field("Idempotency-Key", message).into());
    }
    let answer = row.status.zip(row.body).map(|(status, body)| (status.unsigned_abs(), body));
    Err(Error::Asked(Box::new(Asked { target: row.target_id, answer })))
}

async fn find(tx: &mut Tx, actor: &Actor, claim: &Claim) -> Result<Option<Row>> {
    match actor {
        Actor::Key(key) => Ok(sqlx::query_as!(
            Row,
            "select request_hash, target_id, status, body from idempotent_requests
             where account_id = $1 and key_id = $2 and claim = $3",
            key.account.0,
            key.key.0,
            claim.name,
        )
        .fetch_optional(tx.conn())
        .await?),
        Actor::OperatorKey(key) => Ok(sqlx::query_as!(
            Row,
            "select request_hash, target_id, status, body from operator_requests where key_id = $1 and claim = $2",
            key.key.0,
            claim.name,
        )
        .fetch_optional(tx.conn())
        .await?),
        _ => Ok(None),
    }
}

/// Claims the request under which this permit was given, if it is a program's that can be sent again.
///
/// # Errors
/// [`Problem::Unavailable`] when the same is done elsewhere at this moment; nothing lasts then.
pub(crate) async fn claim(permit: &mut Permit, target: Uuid) -> Result<()> {
    let Some(claim) = permit.scope().caller().program.as_ref().and_then(|program| program.claim.clone()) else {
        return Ok(());
    };
    let now = permit.now();
    let actor = permit.actor().clone();
    let done = match actor {
        Actor::Key(key) => {
            sqlx::query!(
                "insert into idempotent_requests (account_id, key_id, claim, request_hash, target_id, created_at)
                 values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
                key.account.0,
                key.key.0,
                claim.name,
                &claim.request,
                target,
                now.to_sqlx() as _,
            )
            .execute(permit.tx().conn())
            .await?
        }
        Actor::OperatorKey(key) => {
            sqlx::query!(
                "insert into operator_requests (key_id, claim, request_hash, target_id, created_at)
                 values ($1, $2, $3, $4, $5) on conflict do nothing",
                key.key.0,
                claim.name,
                &claim.request,
                target,
                now.to_sqlx() as _,
            )
            .execute(permit.tx().conn())
            .await?
        }
        _ => return Ok(()),
    };
    if done.rows_affected() == 1 { Ok(()) } else { Err(Problem::Unavailable.into()) }
}

/// Keeps the answer to a claimed request. The first one stays.
pub(crate) async fn keep(pool: &PgPool, key: KeyId, claim: &Claim, status: u16, body: &str) -> Result<()> {
    let status = i16::try_from(status).map_err(|error| Error::internal("keeping an answer", error))?;
    sqlx::query!("select keep_answer($1, $2, $3, $4)", key.0, claim.name, status, body).fetch_one(pool).await?;
    Ok(())
}

/// Removes answers and delivered messages older than these moments; gives how many rows went.
pub(crate) async fn sweep(pool: &PgPool, answers: Timestamp, messages: Timestamp) -> Result<u64> {
    let gone = sqlx::query_scalar!("select sweep_programs($1, $2)", answers.to_sqlx() as _, messages.to_sqlx() as _)
        .fetch_one(pool)
        .await?;
    Ok(gone.unwrap_or_default().unsigned_abs())
}
