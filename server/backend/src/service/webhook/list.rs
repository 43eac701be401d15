//! The addresses that are told of events, and what was sent to each.

use crate::access::Scope;
use crate::store::webhooks::{Delivery, Endpoint};
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::program::{DeliveryState, DeliveryView, WebhookLog, WebhookView, WebhooksView, subject, told_events};
use domain::{Problem, WebhookId};

/// Messages that are listed at most.
const LISTED: i64 = 50;

/// The account's addresses.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder.
pub async fn list(scope: &mut Scope) -> Result<WebhooksView> {
    let target = Target::Account(scope.account());
    scope.require(Action::ViewKeys, &target)?;
    let account = scope.account();
    let endpoints = store::webhooks::of_account(scope.tx(), account, None).await?;
    let endpoints = endpoints.into_iter().map(|endpoint| view(scope, endpoint)).collect::<Result<_>>()?;
    let mut events: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for event in told_events() {
        let (named, heading) =
            ((event.name().to_owned(), event.words().to_owned()), subject(event).unwrap_or_default());
        match events.iter_mut().find(|(subject, _)| subject == heading) {
            Some((_, about)) => about.push(named),
            None => events.push((heading.to_owned(), vec![named])),
        }
    }
    let manage = scope.decide(Action::ManageKeys, &target).is_granted();
    Ok(WebhooksView { endpoints, events, confirm: scope.must_confirm(Action::ManageKeys), manage })
}

/// One address, and what was sent to it last.
///
/// # Errors
/// As [`list`]; [`Problem::NotFound`] when the account has no such address.
pub async fn log(scope: &mut Scope, id: &str) -> Result<WebhookLog> {
    let target = Target::Account(scope.account());
    scope.require(Action::ViewKeys, &target)?;
    let id: WebhookId = crate::service::id(id)?;
    let account = scope.account();
    let found = store::webhooks::of_account(scope.tx(), account, Some(id)).await?.pop().ok_or(Problem::NotFound)?;
    let endpoint = view(scope, found)?;
    let deliveries = store::webhooks::deliveries(scope.tx(), account, id, LISTED).await?;
    let deliveries = deliveries.into_iter().map(|one| delivery(scope, one)).collect::<Result<_>>()?;
    let zone = scope.member()?.reader.zone.iana_name().unwrap_or("UTC").to_owned();
    let manage = scope.decide(Action::ManageKeys, &target).is_granted();
    Ok(WebhookLog { endpoint, deliveries, zone, manage })
}

fn view(scope: &Scope, endpoint: Endpoint) -> Result<WebhookView> {
    let reader = &scope.member()?.reader;
    // Events of drafts could be chosen once.
    let is_told = |name: &str| !Event::of_name(name).is_some_and(Event::is_operators_own);
    let words = |name: &String| Event::of_name(name).map_or_else(|| name.clone(), |event| event.words().to_owned());
    Ok(WebhookView {
        id: endpoint.id,
        events: endpoint.events.iter().filter(|name| is_told(name)).map(words).collect(),
        url: endpoint.url,
        maker: endpoint.maker_name,
        added: reader.day(endpoint.added_at),
        paused: endpoint.is_paused,
        failing_since: endpoint.failing_since.map(|at| reader.moment(at)).unwrap_or_default(),
    })
}

fn delivery(scope: &Scope, one: Delivery) -> Result<DeliveryView> {
    let reader = &scope.member()?.reader;
    let state = match (one.is_delivered, one.is_given_up) {
        (true, _) => DeliveryState::Done,
        (_, true) => DeliveryState::GivenUp,
        _ => DeliveryState::Waiting,
    };
    let answer = one.status.map(|status| status.to_string()).or(one.fault).unwrap_or_default();
    let next = if state == DeliveryState::Waiting { reader.moment(one.next_attempt_at) } else { String::new() };
    Ok(DeliveryView {
        id: format!("msg_{}", one.message),
        at: reader.moment(one.at),
        event: one.event,
        answer,
        attempts: one.attempts,
        next,
        state,
    })
}
