//! Licences: what the account may run, and on which machines. Seats are never given twice: whoever changes them holds
//! the account's lock and the licence's row.

mod activate;
mod deactivate;
mod keys;
mod list;
mod make;
mod program;
mod stop;
mod view;

pub use activate::activate;
pub use deactivate::{deactivate, plan_deactivate};
pub use keys::public_keys;
pub use list::list;
pub(crate) use make::{New, make};
pub use program::{
    ActivationDetails, Fault, LicenceDetails, ProgramActivated, Validity, activate_by_key, activated, activations,
    deactivate_by_key, list_by_key, validate, view_by_key,
};
pub use stop::{Stop, stop, stop_by_key};
pub use view::view;

use crate::Result;
use crate::access::{Member, Scope};
use crate::dates::Reader;
use crate::store;
use crate::store::licences::{By, Licence, Which};
use domain::Problem;
use domain::access::Target;
use domain::licence::{LicenceKey, LicenceRow, LicenceState, RENEWABLE_DAYS, TOKEN_DAYS};
use jiff::{SignedDuration, Timestamp};

/// The account that is open, as a target.
pub(super) fn account(scope: &Scope) -> Target {
    Target::Account(scope.account())
}

/// The licence of this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none in the account. To be asked after the right to look.
async fn found(scope: &mut Scope, id: &str) -> Result<Licence> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let account = scope.account();
    let licences = store::licences::find(scope.tx(), account, Which::Id(id)).await?;
    licences.into_iter().next().ok_or_else(|| Problem::NotFound.into())
}

/// A licence as it is shown.
pub(super) fn row(licence: &Licence, reader: &Reader, now: Timestamp) -> LicenceRow {
    let state = licence.state(now);
    LicenceRow {
        id: licence.id,
        product: licence.product_name.clone(),
        key: licence.key.clone(),
        used: licence.used,
        seats: licence.seats,
        until: licence.expires_at.map(|end| reader.last_day(end)).unwrap_or_default(),
        ends_soon: state == LicenceState::Active && licence.expires_at.is_some_and(|end| is_soon(end, now)),
        state,
    }
}

/// Whether what ends then can be renewed already.
pub(super) fn is_soon(end: Timestamp, now: Timestamp) -> bool {
    end.duration_since(now) <= SignedDuration::from_hours(24 * RENEWABLE_DAYS)
}

/// What a licence is called where its key would be too much.
pub(super) fn ending(key: &LicenceKey) -> String {
    format!("ending in {}", key.as_str().rsplit('-').next().unwrap_or_default())
}

/// Until when a token that is made now holds.
fn token_ends(licence: &Licence, now: Timestamp) -> Timestamp {
    let most = now.saturating_add(SignedDuration::from_hours(24 * TOKEN_DAYS)).unwrap_or(now);
    licence.expires_at.map_or(most, |end| end.min(most))
}

/// When something was done and by whom, as the end of a sentence: a name only where the reader sees that user.
fn when_and_by(member: &Member, at: Timestamp, by: Option<&By>) -> String {
    let day = member.reader.day(at);
    match by {
        Some(by) if by.user == member.actor.user => format!("{day} by you"),
        Some(by) if member.sees(&by.sort_path) || member.singles().contains(&by.user) => {
            format!("{day} by {}", by.name)
        }
        Some(_) => format!("{day} by a colleague"),
        None => day,
    }
}
