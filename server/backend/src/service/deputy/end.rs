//! A deputy's time ends early.

use crate::access::{Caller, Entry, Permit, Scope};
use crate::service::access::{First, fall, what_falls};
use crate::store::deputies::Deputy;
use crate::store::grants::Which;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::{DeputyId, GrantId, Problem};
use serde_json::json;

/// Ends the appointment of a deputy, and with it what they gave by it.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that is the actor's to end.
pub async fn end(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let id: DeputyId = crate::service::id(id)?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let (account, now) = (scope.account(), scope.now());
    let all = store::deputies::of(scope.tx(), account, None, None, now).await?;
    let one = all.into_iter().find(|one| one.id == id).ok_or(Problem::NotFound)?;
    let target = Target::Deputy { account, principal: one.principal, deputy: one.deputy };
    let mut permit = scope.authorize(Action::EndDeputy, &target)?;
    let entry = end_one(&mut permit, portico, &one).await?;
    permit.commit(portico, entry).await
}

/// Ends an appointment in a transaction that may do more, and with it what was given by it; gives the entry to be
/// written.
pub(crate) async fn end_one(permit: &mut Permit, portico: &Portico, one: &Deputy) -> Result<Entry> {
    let (account, now) = (permit.account(), permit.now());
    let given = store::grants::find(permit.tx(), account, Which::GivenAs(one.id), now).await?;
    let given: Vec<GrantId> = given.iter().map(|grant| grant.id).collect();
    let falling = what_falls(permit.scope(), First { certainly: &given, perhaps: &[] }, false, None).await?;
    fall(permit, portico, &falling).await?;
    store::deputies::delete(permit, one.id).await?;
    let before = json!({ "deputy": one.deputy, "appointment": one.id, "until": one.until.to_string() });
    Ok(Entry { event: Event::DeputyEnded, target_kind: "user", target: one.principal.0, before, after: json!({}) })
}
