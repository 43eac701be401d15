//! Licences as programs read and use them.

use super::activate::{Given, give, token};
use super::{account, found, token_ends};
use crate::access::{Caller, Scope};
use crate::store::licences::{self, Activation, Bound, Filter, Licence, Which};
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::licence::{ActivateForm, LicenceKey, LicenceOrder, LicenceState, MachineId};
use domain::password::Shown;
use domain::{ActivationId, LicenceId, Problem, ProductId};

/// A licence.
#[derive(Debug, Clone)]
pub struct LicenceDetails {
    /// Which.
    pub id: LicenceId,
    /// What for.
    pub product: ProductId,
    /// The product's code.
    pub sku: String,
    /// The product's name.
    pub product_name: String,
    /// What people type.
    pub key: String,
    /// The name of its [`LicenceState`].
    pub state: &'static str,
    /// How many machines it is good for.
    pub seats: i32,
    /// How many use it.
    pub used: i32,
    /// When it ends (RFC 3339); `None` when it never does.
    pub expires: Option<String>,
    /// Since when there has been one.
    pub created: String,
}

/// A machine that uses a licence.
#[derive(Debug, Clone)]
pub struct ActivationDetails {
    /// Which.
    pub id: ActivationId,
    /// Its seat, from 1.
    pub seat: i32,
    /// The machine.
    pub machine: String,
    /// What people call it; possibly empty.
    pub name: String,
    /// Since when (RFC 3339).
    pub activated: String,
}

/// What a machine that was activated is told.
#[derive(Debug, Clone)]
pub struct ProgramActivated {
    /// Its seat.
    pub activation: ActivationDetails,
    /// The signed token (RFC 7515) that the machine keeps.
    pub token: Shown,
    /// Until when that holds (RFC 3339).
    pub until: String,
}

/// What there is to say against a licence's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is no key: a character is wrong or missing.
    Mistyped,
    /// The account has no licence with it.
    Unknown,
    /// There is one, in a state in which it cannot be used.
    Stopped(LicenceState),
    /// The machine that was asked about has no seat of it.
    NotActivated,
}

/// Whether a licence's key is good.
#[derive(Debug, Clone)]
pub struct Validity {
    /// What there is to say against it; `None` when it is good.
    pub fault: Option<Fault>,
    /// The licence, when there is one.
    pub licence: Option<LicenceDetails>,
    /// The seat of the machine that was asked about.
    pub activation: Option<ActivationDetails>,
}

/// The account's licences after the one of this id, the newest first, at most so many; and whether there are more.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it.
pub async fn list_by_key(scope: &mut Scope, after: &str, most: usize) -> Result<(Vec<LicenceDetails>, bool)> {
    scope.require(Action::ViewLicences, &account(scope))?;
    let (account_id, now) = (scope.account(), scope.now());
    let filter = Filter { term: "", state: None, order: LicenceOrder::Newest, after: after.parse().ok() };
    let rows = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let (found, more) = crate::service::page(licences::list(scope.tx(), account_id, filter, now, rows).await?, most);
    Ok((found.into_iter().map(|licence| details(scope, licence)).collect(), more))
}

/// One licence.
///
/// # Errors
/// As [`list_by_key`]; [`Problem::NotFound`] when the account has no such licence.
pub async fn view_by_key(scope: &mut Scope, id: &str) -> Result<LicenceDetails> {
    scope.require(Action::ViewLicences, &account(scope))?;
    let licence = found(scope, id).await?;
    Ok(details(scope, licence))
}

/// The machines that use a licence, by seat, after this seat, at most so many; and whether there are more.
///
/// # Errors
/// As [`view_by_key`].
pub async fn activations(
    scope: &mut Scope,
    id: &str,
    after: &str,
    most: usize,
) -> Result<(Vec<ActivationDetails>, bool)> {
    scope.require(Action::ViewLicences, &account(scope))?;
    let licence = found(scope, id).await?;
    let (account_id, seat) = (scope.account(), after.parse().unwrap_or(0));
    let rows = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let (found, more) = crate::service::page(
        licences::activations(scope.tx(), account_id, Bound::ActiveAfter(licence.id, seat), rows).await?,
        most,
    );
    Ok((found.into_iter().map(activation).collect(), more))
}

/// Whether a licence's key is good, and where a machine is named, whether that one may run. Nothing is changed.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it; [`Problem::Invalid`] for a machine's id that is none.
pub async fn validate(scope: &mut Scope, key: &str, machine: &str) -> Result<Validity> {
    scope.require(Action::ViewLicences, &account(scope))?;
    let machine: Option<MachineId> = match machine.is_empty() {
        true => None,
        false => {
            let fault = |fault: String| Problem::field("machine", format!("Machine id {fault}."));
            Some(machine.parse().map_err(fault)?)
        }
    };
    let without = |fault| Validity { fault: Some(fault), licence: None, activation: None };
    let Ok(key) = key.parse::<LicenceKey>() else { return Ok(without(Fault::Mistyped)) };
    let (account_id, now) = (scope.account(), scope.now());
    let Some(id) = licences::of_key(scope.tx(), account_id, &key).await? else { return Ok(without(Fault::Unknown)) };
    let licence = licences::find(scope.tx(), account_id, Which::Id(id)).await?.into_iter().next();
    let licence = licence.ok_or(Problem::NotFound)?;
    let seat = match &machine {
        Some(machine) => seated(scope, &licence, machine).await?,
        None => None,
    };
    let fault = match licence.state(now) {
        LicenceState::Active if machine.is_some() && seat.is_none() => Some(Fault::NotActivated),
        LicenceState::Active => None,
        state => Some(Fault::Stopped(state)),
    };
    Ok(Validity { fault, licence: Some(details(scope, licence)), activation: seat.map(activation) })
}

/// Gives a machine a seat of a licence, by a key.
///
/// # Errors
/// As [`super::activate`].
pub async fn activate_by_key(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    id: &str,
    form: &ActivateForm,
) -> Result<LicenceId> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let Given { licence, .. } = give(portico, scope, slug, id, form).await?;
    Ok(licence)
}

/// The seat of a machine that was activated, and its token, signed anew.
///
/// # Errors
/// [`Problem::Forbidden`] when the key may not activate; [`Problem::NotFound`] when the account has no such licence;
/// [`Problem::Invalid`] when the licence cannot be used any more, or the machine gave its seat back since.
pub async fn activated(portico: &Portico, scope: &mut Scope, id: &str, machine: &str) -> Result<ProgramActivated> {
    scope.require(Action::ActivateLicences, &account(scope))?;
    let licence = found(scope, id).await?;
    let now = scope.now();
    if let Some(hindrance) = licence.state(now).hindrance() {
        return Err(Problem::field("", hindrance).into());
    }
    let machine: MachineId =
        machine.parse().map_err(|fault: String| Problem::field("machine", format!("Machine id {fault}.")))?;
    let seated = seated(scope, &licence, &machine).await?.ok_or_else(|| {
        Problem::field("machine", "This machine was activated by this request, and deactivated since.")
    })?;
    let token = token(portico, &licence, (seated.id, seated.seat), &machine, now)?;
    Ok(ProgramActivated { activation: activation(seated), token, until: token_ends(&licence, now).to_string() })
}

/// Takes a machine off its licence, by a key. What was done already is done once.
///
/// # Errors
/// As [`super::deactivate`]; [`Problem::NotFound`] when the activation is not of this licence.
pub async fn deactivate_by_key(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    licence: &str,
    activation: &str,
) -> Result<()> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    super::deactivate::take_back(portico, scope, Some(crate::service::id(licence)?), activation).await.map(drop)
}

/// What a machine has of a licence at the moment.
async fn seated(scope: &mut Scope, licence: &Licence, machine: &MachineId) -> Result<Option<Activation>> {
    let account_id = scope.account();
    let Some((id, _)) = licences::seat_of(scope.tx(), account_id, licence.id, machine).await? else { return Ok(None) };
    Ok(store::licences::activations(scope.tx(), account_id, Bound::Id(id), 1).await?.into_iter().next())
}

fn details(scope: &Scope, licence: Licence) -> LicenceDetails {
    LicenceDetails {
        state: licence.state(scope.now()).name(),
        key: licence.key.to_string(),
        id: licence.id,
        product: licence.product,
        sku: licence.sku,
        product_name: licence.product_name,
        seats: licence.seats,
        used: licence.used,
        expires: licence.expires_at.map(|end| end.to_string()),
        created: licence.created_at.to_string(),
    }
}

fn activation(one: Activation) -> ActivationDetails {
    ActivationDetails {
        id: one.id,
        seat: one.seat,
        machine: one.machine.to_string(),
        name: one.name,
        activated: one.from.0.to_string(),
    }
}
