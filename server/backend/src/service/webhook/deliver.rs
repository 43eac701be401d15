//! Messages whose time has come are sent.

use crate::store::webhooks::{Due, Tried};
use crate::webhook::{Answer, Fault, Message, WebhookClient, signature};
use crate::{Portico, Result, store};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::task::JoinSet;

/// How many are sent at once. One address that does not answer keeps the others waiting for ten seconds at most.
const AT_ONCE: i32 = 20;
/// A message that was taken to be sent is left alone for this long: longer than a try can take.
const LEASE: SignedDuration = SignedDuration::from_mins(1);
/// The pauses between tries; the last one stays.
const PAUSES: [SignedDuration; 8] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(14),
];
/// An event that is older than this is not tried again.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Sends what is due; gives how many messages were tried. Each is leased while it is sent, so any number of servers do
/// this at the same time. Whoever crashes in between has that one message sent again, under the same id.
///
/// # Errors
/// When the database does not answer. A receiver that does not is no error: the message is tried again.
pub async fn deliver_due(portico: &Portico, client: &WebhookClient) -> Result<usize> {
    let due = store::webhooks::take(&portico.pool, portico.clock.now(), LEASE, AT_ONCE).await?;
    let (tried, mut sending) = (due.len(), JoinSet::new());
    for one in due {
        let (portico, client) = (portico.clone(), client.clone());
        sending.spawn(async move { deliver(&portico, &client, &one).await });
    }
    while let Some(sent) = sending.join_next().await {
        sent.map_err(|error| crate::Error::internal("telling a program of an event", error))??;
    }
    Ok(tried)
}

async fn deliver(portico: &Portico, client: &WebhookClient, due: &Due) -> Result<()> {
    let (id, seconds) = (format!("msg_{}", due.message), portico.clock.now().as_second());
    // Ids and nothing else: what became of them is read with a key, by whoever may.
    let body = json!({
        "type": due.event,
        "timestamp": due.at.to_string(),
        "data": { "account": due.slug, "kind": due.target_kind, "id": due.target },
    })
    .to_string();
    let signature = signature(portico.audit_key.webhook_secret(due.endpoint.0), &id, seconds, &body);
    let answer = client.send(&due.url, Message { id: &id, seconds, signature: &signature, body }).await;
    let now = portico.clock.now();
    let fault = answer.as_ref().err().map(Fault::to_string);
    let status = answer.as_ref().ok().map(|Answer(status)| *status);
    let taken = answer.is_ok_and(Answer::is_taken);
    let next = if taken { None } else { next(due, now) };
    store::webhooks::note(&portico.pool, due, &Tried { status, fault: fault.as_deref(), taken, next }, now).await
}

/// When a message that was not taken is tried again; `None` when it was tried for long enough.
fn next(due: &Due, now: Timestamp) -> Option<Timestamp> {
    if now.duration_since(due.at) >= TRIED_FOR {
        return None;
    }
    let before = usize::try_from(due.attempts).unwrap_or_default().saturating_sub(1);
    let pause = PAUSES[before.min(PAUSES.len() - 1)];
    now.checked_add(pause).ok()
}
