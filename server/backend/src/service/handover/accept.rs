//! The one to whom the account was offered accepts it.

use super::{between, entry, facts, is_over, of_id, overdue};
use crate::access::{Caller, Scope};
use crate::service::session::confirm;
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::audit::Event;
use domain::handover::HOURS_UNTIL_EFFECT;
use jiff::SignedDuration;
use serde_json::json;

/// Accepts the account: it goes over after [`HOURS_UNTIL_EFFECT`] hours. To have accepted already is no error.
/// `own` is the actor's own password, where it is asked for.
///
/// # Errors
/// [`Problem::NotFound`] when the actor may know of no such offer; [`Problem::Forbidden`] when it was not made to them;
/// [`Problem::Invalid`] when it is over; as [`confirm`].
pub async fn accept(portico: &Portico, caller: &Caller, slug: &str, id: &str, own: String) -> Result<()> {
    confirm(portico, caller, Action::AcceptAccount, own).await?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let handover = of_id(&mut scope, id).await?;
    let target = between(scope.account(), &handover);
    scope.require(Action::AcceptAccount, &target)?;
    let over = match handover.ended {
        Some((_, outcome)) => Some(outcome),
        None => overdue(&facts(&mut scope, &handover).await?),
    };
    if let Some(outcome) = over {
        return Err(is_over(&handover, outcome, &scope)?.into());
    }
    if handover.accepted_at.is_some() {
        return Ok(());
    }
    let mut permit = scope.authorize(Action::AcceptAccount, &target)?;
    let now = permit.now();
    let takes_effect_at = now.saturating_add(SignedDuration::from_hours(HOURS_UNTIL_EFFECT)).unwrap_or(now);
    store::handovers::accept(&mut permit, handover.id, takes_effect_at).await?;
    let after = json!({ "takes_effect": takes_effect_at.to_string() });
    permit.commit(portico, entry(Event::OfferAccepted, handover.id, json!({}), after)).await
}
