//! A contact is removed.

use super::{find, require, stored_value};
use crate::access::{Caller, Entry, Scope};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use serde_json::json;

/// Removes a contact; they receive nothing from then on.
///
/// # Errors
/// [`domain::Problem::Forbidden`] for anyone but the account holder, whatever the id; [`domain::Problem::NotFound`].
pub async fn remove(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    require(&scope, Action::ManageContacts)?;
    let stored = find(&mut scope, id).await?;
    let account = scope.account();
    let registry = store::notifications::registry(scope.tx()).await?;
    let mut permit = scope.authorize(Action::ManageContacts, &Target::Account(account))?;
    store::contacts::delete(&mut permit, stored.id).await?;
    let (before, after) = (stored_value(&registry, &stored), json!({}));
    let event = Event::ContactRemoved;
    permit.commit(portico, Entry { event, target_kind: "contact", target: stored.id.0, before, after }).await
}
