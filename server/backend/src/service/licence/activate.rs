//! A machine gets a seat of a licence, and the token that says so.

use super::{account, ending, found, token_ends};
use crate::access::{Caller, Entry, Scope};
use crate::licence_token::{Claims, Signer};
use crate::mail::Message;
use crate::service::notification::tell;
use crate::store::licences::{Licence, NewActivation};
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::audit::Event;
use domain::licence::{ActivateForm, Activated, MachineId};
use domain::notification::MailType;
use domain::password::Shown;
use domain::role::Role;
use domain::{ActivationId, LicenceId, Problem};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

/// Gives a machine a seat of a licence, or its token again where it has one. A token is never stored: it is signed anew.
///
/// # Errors
/// [`Problem::Forbidden`] without the role for it; [`Problem::NotFound`] when there is no such licence;
/// [`Problem::Invalid`] for faults of the form, when the licence cannot be used and when no seat is left.
pub async fn activate(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    id: &str,
    form: &ActivateForm,
) -> Result<Activated> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let reader = scope.reader();
    let Given { machine, seat, again, token, ends, .. } = give(portico, scope, slug, id, form).await?;
    Ok(Activated { machine, seat, again, token, until: reader.last_day(ends) })
}

/// A seat that a machine was given, or had.
pub(super) struct Given {
    pub(super) licence: LicenceId,
    machine: MachineId,
    seat: i32,
    /// It had it already.
    again: bool,
    token: Shown,
    /// Until when the token holds.
    ends: Timestamp,
}

/// Gives the machine its seat, and everything that was done lasts.
pub(super) async fn give(
    portico: &Portico,
    mut scope: Scope,
    slug: &str,
    id: &str,
    form: &ActivateForm,
) -> Result<Given> {
    let target = account(&scope);
    scope.require(Action::ActivateLicences, &target)?;
    let licence = found(&mut scope, id).await?;
    let input = form.parse()?;
    let account_id = scope.account();
    store::licences::lock(scope.tx(), account_id, licence.id).await?;
    // Read again behind the lock: what the operator did meanwhile counts.
    let licence = found(&mut scope, id).await?;
    let now = scope.now();
    if let Some(hindrance) = licence.state(now).hindrance() {
        return Err(Problem::field("", hindrance).into());
    }
    let user = scope.member().ok().map(|member| member.actor.user);
    let mut permit = scope.authorize(Action::ActivateLicences, &target)?;
    let had = store::licences::seat_of(permit.tx(), account_id, licence.id, &input.machine).await?;
    let (activation, seat) = match had {
        Some(had) => had,
        None => {
            let Some(seat) = store::licences::free_seat(permit.tx(), account_id, licence.id).await? else {
                let seats = licence.seats;
                return Err(Problem::field(
                    "machine",
                    format!("All {seats} seats are in use. Deactivate a machine first, then activate this one."),
                )
                .into());
            };
            (ActivationId(portico.entropy.id(now)?), seat)
        }
    };
    let token = token(portico, &licence, (activation, seat), &input.machine, now)?;
    if had.is_none() {
        let new = NewActivation {
            id: activation,
            licence: licence.id,
            seat,
            machine: &input.machine,
            name: &input.name,
            by: user,
        };
        store::licences::activate(&mut permit, &new, now).await?;
        let (_, account) = store::accounts::names(permit.tx(), account_id).await?;
        let page = format!("/a/{slug}/licences/{}", licence.id);
        let until = licence.expires_at.map(|end| end.to_zoned(TimeZone::UTC).date());
        let event = format!("activation:{activation}");
        tell(&mut permit, portico, MailType::LicenceAssigned, &event, |to| Message::LicenceAssigned {
            account: account.clone(),
            page: to.page(Some(Role::ActivateLicenses), &page),
            product: licence.product_name.clone(),
            licence: ending(&licence.key),
            to: if input.name.is_empty() { input.machine.to_string() } else { input.name.clone() },
            until,
        })
        .await?;
        let after = json!({ "product": licence.product_name, "machine": input.machine, "seat": seat });
        let entry = Entry {
            event: Event::LicenceActivated,
            target_kind: "licence",
            target: licence.id.0,
            before: json!({}),
            after,
        };
        permit.commit(portico, entry).await?;
    } else {
        permit.change_nothing(licence.id.0).await?;
    }
    let ends = token_ends(&licence, now);
    Ok(Given { licence: licence.id, machine: input.machine, seat, again: had.is_some(), token, ends })
}

/// Signs what a machine keeps to say that it has a seat.
pub(super) fn token(
    portico: &Portico,
    licence: &Licence,
    (activation, seat): (ActivationId, i32),
    machine: &MachineId,
    now: Timestamp,
) -> Result<Shown> {
    let claims = Claims {
        sub: licence.id.to_string(),
        jti: activation.to_string(),
        product: &licence.sku,
        machine: machine.as_str(),
        seat,
        iat: now.as_second(),
        exp: token_ends(licence, now).as_second(),
    };
    Ok(Shown(Signer::of(&portico.audit_key)?.sign(&claims)?))
}
