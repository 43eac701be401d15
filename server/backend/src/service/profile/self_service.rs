//! The account holder says whether everybody may choose a new password by a mailed link.

use crate::access::{Caller, Entry, Scope};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use serde_json::json;

/// Lets everybody in the account choose a new password by a mailed link, or ends that. Links that were mailed meanwhile
/// are void then.
///
/// # Errors
/// [`domain::Problem::Forbidden`] for anyone but the account holder.
pub async fn set_self_service_reset(portico: &Portico, caller: &Caller, slug: &str, allowed: bool) -> Result<()> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::SetSelfServiceReset, &Target::Account(account))?;
    let before = store::accounts::self_service_reset(permit.tx(), account).await?;
    if before == allowed {
        return Ok(());
    }
    store::accounts::set_self_service_reset(&mut permit, allowed).await?;
    let (before, after) = (json!({ "self_service_reset": before }), json!({ "self_service_reset": allowed }));
    let event = Event::SelfServiceResetSet;
    permit.commit(portico, Entry { event, target_kind: "account", target: account.0, before, after }).await
}
