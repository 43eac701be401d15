//! Somebody lets another act for them for a while.

use crate::access::{Caller, Entry, Scope};
use crate::service::access::{ends, named, reach_grew};
use crate::service::session::confirm;
use crate::{Portico, Result, store};
use domain::access::{Action, Decision, Refusal, Target};
use domain::audit::Event;
use domain::grant::DeputyForm;
use domain::{DeputyId, Problem};
use serde_json::json;

/// Appoints a deputy for whoever acts: from a day on, or at once, until the end of another. `own` is the actor's own
/// password, where it is asked for.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the form, also when it names somebody who cannot be a deputy;
/// [`Problem::Forbidden`] when there is nothing to stand in for; as [`confirm`].
pub async fn appoint(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    form: &DeputyForm,
    own: String,
) -> Result<DeputyId> {
    let input = form.parse()?;
    confirm(portico, caller, Action::AppointDeputy, own).await?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let until = ends(&scope, "until", &input.until)?;
    let (now, reader) = (scope.now(), scope.member()?.reader.clone());
    let from = match input.from.as_deref() {
        None => now,
        // A day that has begun is begun now.
        Some(day) => reader
            .start_of(day)
            .ok_or_else(|| Problem::field("from", format!("There is no day {day}; choose another one.")))?
            .max(now),
    };
    if from >= until {
        return Err(Problem::field("until", "The last day is before the first; choose a later one.").into());
    }
    let deputy = named(&mut scope, &input.who).await?;
    let id = deputy.user.id;
    let target = Target::Person(Box::new(deputy));
    if let Decision::Forbidden(refusal @ (Refusal::ToOneself | Refusal::System | Refusal::Holder)) =
        scope.decide(Action::AppointDeputy, &target)
    {
        return Err(Problem::field("who", refusal.explain()).into());
    }
    let principal = scope.member()?.actor.user;
    let mut permit = scope.authorize(Action::AppointDeputy, &target)?;
    let appointment = DeputyId(portico.entropy.id(permit.now())?);
    store::deputies::insert(&mut permit, appointment, principal, id, from, until).await?;
    reach_grew(&mut permit, portico, &[id]).await?;
    let after =
        json!({ "deputy": id, "appointment": appointment, "from": from.to_string(), "until": until.to_string() });
    let entry =
        Entry { event: Event::DeputyAppointed, target_kind: "user", target: principal.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    Ok(appointment)
}
