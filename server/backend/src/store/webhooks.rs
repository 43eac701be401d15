//! Addresses that are told of events, and the messages on their way to them.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::audit::Event;
use domain::{AccountId, UserId, WebhookId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// An address, as it is listed.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) id: WebhookId,
    pub(crate) url: String,
    pub(crate) events: Vec<String>,
    pub(crate) maker: UserId,
    pub(crate) maker_name: String,
    pub(crate) added_at: Timestamp,
    pub(crate) is_paused: bool,
    pub(crate) failing_since: Option<Timestamp>,
}

/// The account's addresses, the newest first; with `id`, only that one.
pub(crate) async fn of_account(tx: &mut Tx, account: AccountId, id: Option<WebhookId>) -> Result<Vec<Endpoint>> {
    let rows = sqlx::query!(
        r#"select e.id, e.url, e.events, e.made_by, e.paused_at is not null as "is_paused!",
               coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle, d.name, '') as "maker_name!",
               e.created_at as "created_at: jiff_sqlx::Timestamp", e.failing_since as "failing_since: jiff_sqlx::Timestamp"
           from webhook_endpoints e
           left join users u on u.account_id = e.account_id and u.id = e.made_by
           left join deleted_users d on d.account_id = e.account_id and d.id = e.made_by
           where e.account_id = $1 and ($2::uuid is null or e.id = $2)
           order by e.id desc"#,
        account.0,
        id.map(|id| id.0),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Endpoint {
            id: WebhookId(row.id),
            url: row.url,
            events: row.events,
            maker: UserId(row.made_by),
            maker_name: row.maker_name,
            added_at: row.created_at.to_jiff(),
            is_paused: row.is_paused,
            failing_since: row.failing_since.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}

/// Adds an address.
pub(crate) async fn insert(
    permit: &mut Permit,
    id: WebhookId,
    url: &str,
    events: &[Event],
    maker: UserId,
) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    let events: Vec<String> = events.iter().map(|event| event.name().to_owned()).collect();
    sqlx::query!(
        "insert into webhook_endpoints (account_id, id, url, events, made_by, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        account.0,
        id.0,
        url,
        &events,
        maker.0,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Pauses an address, or ends that: what waits for it goes out then.
pub(crate) async fn set_paused(permit: &mut Permit, id: WebhookId, paused: bool) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update webhook_endpoints set paused_at = case when $3 then $4::timestamptz end
         where account_id = $1 and id = $2",
        account.0,
        id.0,
        paused,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Removes an address with what was on its way to it.
pub(crate) async fn delete(permit: &mut Permit, id: WebhookId) -> Result<()> {
    let account = permit.account();
    sqlx::query!("delete from webhook_endpoints where account_id = $1 and id = $2", account.0, id.0)
        .execute(permit.tx().conn())
        .await?;
    Ok(())
}

/// Puts a message on its way to one address that no event has caused: a test.
pub(crate) async fn send_test(permit: &mut Permit, id: WebhookId, message: Uuid) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into webhook_deliveries
             (account_id, endpoint_id, message_id, event, target_kind, target_id, at, next_attempt_at)
         values ($1, $2, $3, $4, 'webhook', $2, $5, $5)",
        account.0,
        id.0,
        message,
        Event::WebhookTested.name(),
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Sends a message again, at once; says whether there is such a message.
pub(crate) async fn send_again(permit: &mut Permit, id: WebhookId, message: Uuid) -> Result<bool> {
    let (account, now) = (permit.account(), permit.now());
    let done = sqlx::query!(
        "update webhook_deliveries set next_attempt_at = $4, delivered_at = null, gave_up_at = null
         where account_id = $1 and endpoint_id = $2 and message_id = $3",
        account.0,
        id.0,
        message,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A message, as it is listed.
pub(crate) struct Delivery {
    pub(crate) message: Uuid,
    pub(crate) event: String,
    pub(crate) at: Timestamp,
    pub(crate) attempts: i32,
    pub(crate) next_attempt_at: Timestamp,
    pub(crate) status: Option<i16>,
    pub(crate) fault: Option<String>,
    pub(crate) is_delivered: bool,
    pub(crate) is_given_up: bool,
}

/// The messages to an address, the newest first.
pub(crate) async fn deliveries(tx: &mut Tx, account: AccountId, id: WebhookId, most: i64) -> Result<Vec<Delivery>> {
    let rows = sqlx::query!(
        r#"select message_id, event, attempts, status, fault, delivered_at is not null as "is_delivered!",
               gave_up_at is not null as "is_given_up!", at as "at: jiff_sqlx::Timestamp",
               next_attempt_at as "next_attempt_at: jiff_sqlx::Timestamp"
           from webhook_deliveries where account_id = $1 and endpoint_id = $2
           order by at desc, message_id desc limit $3"#,
        account.0,
        id.0,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Delivery {
            message: row.message_id,
            event: row.event,
            at: row.at.to_jiff(),
            attempts: row.attempts,
            next_attempt_at: row.next_attempt_at.to_jiff(),
            status: row.status,
            fault: row.fault,
            is_delivered: row.is_delivered,
            is_given_up: row.is_given_up,
        })
        .collect())
}

/// A message whose time has come.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) account: AccountId,
    pub(crate) slug: String,
    pub(crate) endpoint: WebhookId,
    pub(crate) message: Uuid,
    pub(crate) url: String,
    pub(crate) event: String,
    pub(crate) target_kind: String,
    pub(crate) target: Uuid,
    pub(crate) at: Timestamp,
    /// How often it was tried, this try included.
    pub(crate) attempts: i32,
}

/// Takes messages whose time has come. Nobody else does until the lease is over.
pub(crate) async fn take(pool: &PgPool, now: Timestamp, lease: SignedDuration, most: i32) -> Result<Vec<Due>> {
    let rows = sqlx::query!(
        r#"select account_id as "account_id!", slug as "slug!", endpoint_id as "endpoint_id!",
               message_id as "message_id!", url as "url!", event as "event!", target_kind as "target_kind!",
               target_id as "target_id!", at as "at!: jiff_sqlx::Timestamp", attempts as "attempts!"
           from take_webhooks($1, make_interval(secs => $2), $3)"#,
        now.to_sqlx() as _,
        lease.as_secs_f64(),
        most,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Due {
            account: AccountId(row.account_id),
            slug: row.slug,
            endpoint: WebhookId(row.endpoint_id),
            message: row.message_id,
            url: row.url,
            event: row.event,
            target_kind: row.target_kind,
            target: row.target_id,
            at: row.at.to_jiff(),
            attempts: row.attempts,
        })
        .collect())
}

/// What became of a try.
pub(crate) struct Tried<'a> {
    /// The status that was answered.
    pub(crate) status: Option<u16>,
    /// Why there was none, or why it does not count.
    pub(crate) fault: Option<&'a str>,
    pub(crate) taken: bool,
    /// When it is tried again; `None` when it is done or given up.
    pub(crate) next: Option<Timestamp>,
}

/// Notes what became of a try.
pub(crate) async fn note(pool: &PgPool, due: &Due, tried: &Tried<'_>, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "select note_webhook($1, $2, $3, $4, $5, $6, $7, $8)",
        due.account.0,
        due.endpoint.0,
        due.message,
        now.to_sqlx() as _,
        tried.status.and_then(|status| i16::try_from(status).ok()),
        tried.fault,
        tried.taken,
        tried.next.map(|next| next.to_sqlx()) as _,
    )
    .fetch_one(pool)
    .await?;
    Ok(())
}
