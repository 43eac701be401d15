//! Keys by which programs act.

use super::Tx;
use crate::access::{Permit, Program};
use crate::portico::Limit;
use crate::token::Token;
use crate::{Error, Result};
use domain::Problem;
use domain::access::{Actor, KeyActor, OperatorKeyActor};
use domain::account::Slug;
use domain::program::{KeyScope, OperatorScope};
use domain::{AccountId, KeyId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// A key that a request came in with, and how much of its limit is used.
pub(crate) struct Admitted {
    pub(crate) key: KeyId,
    /// When its limit is empty again.
    pub(crate) full_at: Timestamp,
    /// There was room for this request.
    pub(crate) has_room: bool,
}

/// Charges a request to the limit of the key with this token; `None` when there is no such key in force.
pub(crate) async fn admit(pool: &PgPool, token: &Token, now: Timestamp, limit: Limit) -> Result<Option<Admitted>> {
    let row = sqlx::query!(
        r#"select key_id as "key_id!", full_at as "full_at!: jiff_sqlx::Timestamp", admitted as "admitted!"
           from admit_key($1, $2, $3, make_interval(secs => $4))"#,
        token.hash(),
        now.to_sqlx() as _,
        limit.burst,
        limit.every.as_secs_f64(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Admitted { key: KeyId(row.key_id), full_at: row.full_at.to_jiff(), has_room: row.admitted }))
}

/// Opens the account of this slug in the transaction. `None`: the key is not in force; inside, that there is no such
/// account for it.
pub(crate) async fn open(
    tx: &mut Tx,
    token: &Token,
    slug: &str,
    now: Timestamp,
    exclusive: bool,
) -> Result<Option<Option<(Actor, AccountId)>>> {
    let slug = if slug.parse::<Slug>().is_ok() { slug } else { "" };
    let row = sqlx::query!(
        r#"select account_id, key_id as "key_id!", scopes as "scopes!", is_operator as "is_operator!"
           from open_by_key($1, $2, $3, $4)"#,
        token.hash(),
        slug,
        now.to_sqlx() as _,
        exclusive,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let key = KeyId(row.key_id);
    let Some(account) = row.account_id.map(AccountId) else { return Ok(Some(None)) };
    let actor = if row.is_operator {
        Actor::OperatorKey(OperatorKeyActor { key, scopes: operator_scopes(&row.scopes)? })
    } else {
        Actor::Key(KeyActor { account, key, scopes: scopes(&row.scopes)? })
    };
    Ok(Some(Some((actor, account))))
}

/// The operator's program, for what lies in no account; `None`: it comes with no operator's key in force. A request that
/// claims something waits for its equals, and then its key is looked at again.
///
/// # Errors
/// [`Problem::SignInRequired`] when the key was ended while the request waited.
pub(crate) async fn open_operator(tx: &mut Tx, program: &Program, now: Timestamp) -> Result<Option<Actor>> {
    let claim = program.claim.as_ref().map(|claim| claim.name.as_str());
    let found = operator(tx, program, now, claim).await?;
    if claim.is_none() || found.is_none() {
        return Ok(found);
    }
    Ok(Some(operator(tx, program, now, None).await?.ok_or(Problem::SignInRequired)?))
}

async fn operator(tx: &mut Tx, program: &Program, now: Timestamp, claim: Option<&str>) -> Result<Option<Actor>> {
    let row = sqlx::query!(
        r#"select key_id as "key_id!", scopes as "scopes!" from open_operator_key($1, $2, $3)"#,
        program.token.hash(),
        now.to_sqlx() as _,
        claim,
    )
    .fetch_optional(tx.conn())
    .await?;
    let actor = |row: (Uuid, Vec<String>)| -> Result<Actor> {
        Ok(Actor::OperatorKey(OperatorKeyActor { key: KeyId(row.0), scopes: operator_scopes(&row.1)? }))
    };
    row.map(|row| actor((row.key_id, row.scopes))).transpose()
}

fn scopes(names: &[String]) -> Result<Vec<KeyScope>> {
    let scopes = names.iter().map(|name| KeyScope::of_name(name)).collect::<Option<_>>();
    scopes.ok_or_else(|| Error::internal("reading the scopes of a key", "an unknown scope"))
}

fn operator_scopes(names: &[String]) -> Result<Vec<OperatorScope>> {
    let scopes = names.iter().map(|name| OperatorScope::of_name(name)).collect::<Option<_>>();
    scopes.ok_or_else(|| Error::internal("reading the scopes of an operator's key", "an unknown scope"))
}

/// A key of an account, as it is listed.
pub(crate) struct Key {
    pub(crate) id: KeyId,
    pub(crate) name: String,
    pub(crate) scopes: Vec<KeyScope>,
    pub(crate) maker: UserId,
    pub(crate) maker_name: String,
    pub(crate) made_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
}

/// The account's keys, the newest first; of those that are over, only what was over after `since`.
pub(crate) async fn of_account(tx: &mut Tx, account: AccountId, since: Timestamp) -> Result<Vec<Key>> {
    let rows = sqlx::query!(
        r#"select k.id, k.name, k.scopes, k.made_by,
               coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle, d.name, '') as "maker_name!",
               k.created_at as "created_at: jiff_sqlx::Timestamp", k.expires_at as "expires_at: jiff_sqlx::Timestamp",
               k.last_used_at as "last_used_at: jiff_sqlx::Timestamp", k.ended_at as "ended_at: jiff_sqlx::Timestamp"
           from api_keys k
           left join users u on u.account_id = k.account_id and u.id = k.made_by
           left join deleted_users d on d.account_id = k.account_id and d.id = k.made_by
           where k.account_id = $1 and least(k.ended_at, k.expires_at) > $2
           order by k.id desc"#,
        account.0,
        since.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Key {
                id: KeyId(row.id),
                name: row.name,
                scopes: scopes(&row.scopes)?,
                maker: UserId(row.made_by),
                maker_name: row.maker_name,
                made_at: row.created_at.to_jiff(),
                expires_at: row.expires_at.to_jiff(),
                last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
                ended_at: row.ended_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        })
        .collect()
}

/// A key to be made.
pub(crate) struct NewKey<'a> {
    pub(crate) id: KeyId,
    pub(crate) name: &'a str,
    pub(crate) scopes: &'a [KeyScope],
    pub(crate) token: &'a Token,
    pub(crate) maker: UserId,
    pub(crate) expires_at: Timestamp,
}

/// Adds a key.
pub(crate) async fn insert(permit: &mut Permit, key: &NewKey<'_>) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    let scopes: Vec<String> = key.scopes.iter().map(|scope| scope.name().to_owned()).collect();
    sqlx::query!(
        "insert into api_keys (account_id, id, name, scopes, token_hash, made_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        account.0,
        key.id.0,
        key.name,
        &scopes,
        key.token.hash(),
        key.maker.0,
        now.to_sqlx() as _,
        key.expires_at.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Ends a key.
pub(crate) async fn end(permit: &mut Permit, key: KeyId) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update api_keys set ended_at = $3 where account_id = $1 and id = $2 and ended_at is null",
        account.0,
        key.0,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// The names of the keys among these ids: of the account's, and of the operator's.
pub(crate) async fn names(tx: &mut Tx, account: AccountId, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id!", name as "name!" from api_keys where account_id = $1 and id = any($2)
           union all select id, name from operator_keys where id = any($2)"#,
        account.0,
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// A key of the operator, as it is listed.
pub(crate) struct OperatorKey {
    pub(crate) id: KeyId,
    pub(crate) name: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
}

/// The operator's keys, the newest first.
pub(crate) async fn of_operator(pool: &PgPool) -> Result<Vec<OperatorKey>> {
    let rows = sqlx::query!(
        r#"select id, name, scopes, expires_at as "expires_at: jiff_sqlx::Timestamp",
               last_used_at as "last_used_at: jiff_sqlx::Timestamp", ended_at as "ended_at: jiff_sqlx::Timestamp"
           from operator_keys order by id desc"#
    )
    .fetch_all(pool)
    .await?;
    let key = |row: (Uuid, String, Vec<String>, jiff_sqlx::Timestamp), used: Option<_>, ended: Option<_>| OperatorKey {
        id: KeyId(row.0),
        name: row.1,
        scopes: row.2,
        expires_at: row.3.to_jiff(),
        last_used_at: used.map(jiff_sqlx::Timestamp::to_jiff),
        ended_at: ended.map(jiff_sqlx::Timestamp::to_jiff),
    };
    Ok(rows
        .into_iter()
        .map(|row| key((row.id, row.name, row.scopes, row.expires_at), row.last_used_at, row.ended_at))
        .collect())
}

/// Adds a key of the operator.
pub(crate) async fn insert_operator(
    pool: &PgPool,
    id: KeyId,
    name: &str,
    scopes: &[OperatorScope],
    token: &Token,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    let scopes: Vec<String> = scopes.iter().map(|scope| scope.name().to_owned()).collect();
    sqlx::query!(
        "insert into operator_keys (id, name, scopes, token_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
        id.0,
        name,
        &scopes,
        token.hash(),
        now.to_sqlx() as _,
        expires_at.to_sqlx() as _,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Ends a key of the operator; says whether there was one to end.
pub(crate) async fn end_operator(pool: &PgPool, id: KeyId, now: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        "update operator_keys set ended_at = $2 where id = $1 and ended_at is null",
        id.0,
        now.to_sqlx() as _
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}
