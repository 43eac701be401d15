//! The account holder names an address that is to be told of events.

use crate::access::{Caller, Entry, Scope};
use crate::service::session::confirm;
use crate::webhook::{Reach, shown_secret};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::password::Shown;
use domain::program::{WebhookForm, WebhookMade};
use domain::{Problem, WebhookId};
use serde_json::json;

/// How many addresses one account may have.
const MOST: usize = 20;

/// Adds an address. The answer shows the secret with which its messages are signed, this once. `own` is the actor's own
/// password, where it is asked for.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the form; [`Problem::Forbidden`] for anyone but the account holder; as
/// [`confirm`].
pub async fn add(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    form: &WebhookForm,
    own: String,
) -> Result<WebhookMade> {
    let scope = Scope::open(portico, caller, slug).await?;
    scope.require(Action::ManageKeys, &Target::Account(scope.account()))?;
    drop(scope);
    let (url, events) = form.parse()?;
    let reach = Reach::new(&portico.policy.webhook_allow);
    let url = String::from(reach.parse(&url).map_err(|fault| Problem::field("url", fault))?);
    confirm(portico, caller, Action::ManageKeys, own).await?;

    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let (account, maker) = (scope.account(), scope.member()?.actor.user);
    let there = store::webhooks::of_account(scope.tx(), account, None).await?;
    let mut permit = scope.authorize(Action::ManageKeys, &Target::Account(account))?;
    if there.iter().any(|endpoint| endpoint.url == url) {
        return Err(Problem::field("url", "This address is told of events already; delete it first.").into());
    }
    if there.len() >= MOST {
        return Err(Problem::field("url", format!("There are {MOST} addresses already; delete one first.")).into());
    }
    let id = WebhookId(portico.entropy.id(permit.now())?);
    store::webhooks::insert(&mut permit, id, &url, &events, maker).await?;
    let names: Vec<&str> = events.iter().map(|event| event.name()).collect();
    let after = json!({ "url": url, "events": names });
    let entry = Entry { event: Event::WebhookAdded, target_kind: "webhook", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    Ok(WebhookMade { url, secret: Shown(shown_secret(portico.audit_key.webhook_secret(id.0))) })
}
