//! The account holder says whether everybody needs a second factor.

use crate::access::{Caller, Entry, Scope};
use crate::service::session::confirm;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use serde_json::json;

/// Lets nobody without a second factor open the account from now on, or ends that. Whoever has none is led to set one up;
/// what they have open closes.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder; [`Problem::Invalid`] while the holder has none themselves;
/// as [`confirm`].
pub async fn require(portico: &Portico, caller: &Caller, slug: &str, required: bool, password: String) -> Result<()> {
    let scope = Scope::open(portico, caller, slug).await?;
    scope.require(Action::RequireSecondFactor, &Target::Account(scope.account()))?;
    drop(scope);
    confirm(portico, caller, Action::RequireSecondFactor, password).await?;
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let (account, login) = (scope.account(), scope.member()?.login);
    let mut permit = scope.authorize(Action::RequireSecondFactor, &Target::Account(account))?;
    let before = store::accounts::second_factor_required(permit.tx(), account).await?;
    if before == required {
        return Ok(());
    }
    // Held until the end: it is not removed meanwhile.
    if required && !store::second_factors::hold(permit.tx(), login).await? {
        let message = "You have no second factor yourself; set one up first, so that you are not kept out.";
        return Err(Problem::field("", message).into());
    }
    store::accounts::set_second_factor_required(&mut permit, required).await?;
    let (before, after) = (json!({ "second_factor_required": before }), json!({ "second_factor_required": required }));
    let event = Event::SecondFactorRequiredSet;
    permit.commit(portico, Entry { event, target_kind: "account", target: account.0, before, after }).await
}
