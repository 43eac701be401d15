//! A machine gives its seat back.

use super::{account, found, token_ends};
use crate::access::{Caller, Entry, Scope};
use crate::store::licences::{Activation, Bound, Licence};
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::audit::Event;
use domain::licence::DeactivateView;
use domain::{LicenceId, Problem};
use serde_json::json;

/// The dialog: which machine, and until when what it has still holds where nobody asks.
///
/// # Errors
/// As [`deactivate`].
pub async fn plan_deactivate(scope: &mut Scope, activation: &str) -> Result<DeactivateView> {
    scope.require(Action::ActivateLicences, &account(scope))?;
    let (activation, licence) = bound(scope, activation).await?;
    let reader = &scope.member()?.reader;
    let name = if activation.name.is_empty() { activation.machine.to_string() } else { activation.name };
    Ok(DeactivateView {
        licence: licence.id,
        product: licence.product_name.clone(),
        machine: name,
        seat: activation.seat,
        until: reader.last_day(token_ends(&licence, scope.now())),
    })
}

/// Takes a machine off its licence: its seat is free for another. What was done already is done once.
///
/// # Errors
/// [`Problem::Forbidden`] without the role for it; [`Problem::NotFound`] when there is no such activation.
pub async fn deactivate(portico: &Portico, caller: &Caller, slug: &str, activation: &str) -> Result<LicenceId> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    take_back(portico, scope, None, activation).await
}

/// The same; of this licence alone, where one is named.
pub(super) async fn take_back(
    portico: &Portico,
    mut scope: Scope,
    of: Option<LicenceId>,
    activation: &str,
) -> Result<LicenceId> {
    let target = account(&scope);
    scope.require(Action::ActivateLicences, &target)?;
    let (activation, licence) = bound(&mut scope, activation).await?;
    if of.is_some_and(|of| of != licence.id) {
        return Err(Problem::NotFound.into());
    }
    let account_id = scope.account();
    store::licences::lock(scope.tx(), account_id, licence.id).await?;
    let user = scope.member().ok().map(|member| member.actor.user);
    let mut permit = scope.authorize(Action::ActivateLicences, &target)?;
    let now = permit.now();
    if store::licences::deactivate(&mut permit, activation.id, user, now).await? {
        let before = json!({ "product": licence.product_name, "machine": activation.machine, "seat": activation.seat });
        let entry = Entry {
            event: Event::LicenceDeactivated,
            target_kind: "licence",
            target: licence.id.0,
            before,
            after: json!({}),
        };
        permit.commit(portico, entry).await?;
    }
    Ok(licence.id)
}

async fn bound(scope: &mut Scope, activation: &str) -> Result<(Activation, Licence)> {
    let id = activation.parse().map_err(|_| Problem::NotFound)?;
    let account_id = scope.account();
    let activation = store::licences::activations(scope.tx(), account_id, Bound::Id(id), 1).await?;
    let activation = activation.into_iter().next().ok_or(Problem::NotFound)?;
    let licence = found(scope, &activation.licence.to_string()).await?;
    Ok((activation, licence))
}
