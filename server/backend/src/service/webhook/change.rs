//! What is done to an address that is told of events.

use crate::access::{Caller, Entry, Permit, Scope};
use crate::store::webhooks::Endpoint;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::{Problem, UserId, WebhookId};
use serde_json::{Value, json};

/// Pauses an address, or ends that. What happens while it is paused is not told later.
///
/// # Errors
/// [`Problem::NotFound`] when the account has no such address; [`Problem::Forbidden`] for anyone but the account
/// holder.
pub async fn set_paused(portico: &Portico, caller: &Caller, slug: &str, id: &str, paused: bool) -> Result<()> {
    let (mut permit, endpoint) = open(portico, caller, slug, id).await?;
    if endpoint.is_paused == paused {
        return Ok(());
    }
    let entry = pause(&mut permit, &endpoint, paused).await?;
    permit.commit(portico, entry).await
}

/// Pauses all addresses that this user added, in a transaction that does more: they hold the account no longer, and
/// whoever does says whether these are told any further.
pub(crate) async fn pause_all(permit: &mut Permit, portico: &Portico, maker: UserId) -> Result<()> {
    let account = permit.account();
    let endpoints = store::webhooks::of_account(permit.tx(), account, None).await?;
    for endpoint in endpoints.into_iter().filter(|endpoint| endpoint.maker == maker && !endpoint.is_paused) {
        let entry = pause(permit, &endpoint, true).await?;
        permit.record(portico, &entry).await?;
    }
    Ok(())
}

async fn pause(permit: &mut Permit, endpoint: &Endpoint, paused: bool) -> Result<Entry> {
    store::webhooks::set_paused(permit, endpoint.id, paused).await?;
    let before = json!({ "url": endpoint.url, "paused": endpoint.is_paused });
    let after = json!({ "url": endpoint.url, "paused": paused });
    Ok(entry(Event::WebhookChanged, endpoint, before, after))
}

/// Deletes an address, with what is on its way to it.
///
/// # Errors
/// As [`set_paused`].
pub async fn remove(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let (mut permit, endpoint) = open(portico, caller, slug, id).await?;
    store::webhooks::delete(&mut permit, endpoint.id).await?;
    let before = json!({ "url": endpoint.url, "events": endpoint.events });
    permit.commit(portico, entry(Event::WebhookRemoved, &endpoint, before, json!({}))).await
}

/// Sends a message that tells of nothing, to see whether it arrives.
///
/// # Errors
/// As [`set_paused`]; [`Problem::Invalid`] while the address is paused.
pub async fn send_test(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let (mut permit, endpoint) = open(portico, caller, slug, id).await?;
    if endpoint.is_paused {
        return Err(Problem::field("", "Nothing is sent while this address is paused; end that first.").into());
    }
    let message = portico.entropy.id(permit.now())?;
    store::webhooks::send_test(&mut permit, endpoint.id, message).await?;
    let after = json!({ "url": endpoint.url });
    permit.commit(portico, entry(Event::WebhookTested, &endpoint, json!({}), after)).await
}

/// Sends a message again, whatever became of it.
///
/// # Errors
/// As [`set_paused`]; [`Problem::NotFound`], too, when there is no such message.
pub async fn send_again(portico: &Portico, caller: &Caller, slug: &str, id: &str, message: &str) -> Result<()> {
    let (mut permit, endpoint) = open(portico, caller, slug, id).await?;
    let message = crate::service::id(message.strip_prefix("msg_").unwrap_or(message))?;
    if !store::webhooks::send_again(&mut permit, endpoint.id, message).await? {
        return Err(Problem::NotFound.into());
    }
    let after = json!({ "url": endpoint.url, "sent_again": format!("msg_{message}") });
    permit.commit(portico, entry(Event::WebhookChanged, &endpoint, json!({ "url": endpoint.url }), after)).await
}

async fn open(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<(Permit, Endpoint)> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::ManageKeys, &Target::Account(account))?;
    let id: WebhookId = crate::service::id(id)?;
    let found = store::webhooks::of_account(permit.tx(), account, Some(id)).await?.pop();
    Ok((permit, found.ok_or(Problem::NotFound)?))
}

fn entry(event: Event, endpoint: &Endpoint, before: Value, after: Value) -> Entry {
    Entry { event, target_kind: "webhook", target: endpoint.id.0, before, after }
}
