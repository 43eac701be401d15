//! A key ends: at once, by the account holder, or with what it rested on.

use crate::access::{Caller, Entry, Permit, Scope};
use crate::store::keys::Key;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::{KeyId, Problem, UserId};
use serde_json::json;

/// Ends a key. To end one that is over already changes nothing.
///
/// # Errors
/// [`Problem::NotFound`] when the account has no such key; [`Problem::Forbidden`] for anyone but the account holder.
/// No password is asked for: who ends a key may be in a hurry.
pub async fn end(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let target = Target::Account(scope.account());
    let mut permit = scope.authorize(Action::ManageKeys, &target)?;
    let id: KeyId = crate::service::id(id)?;
    let (account, now) = (permit.account(), permit.now());
    let keys = store::keys::of_account(permit.tx(), account, now).await?;
    let key = keys.into_iter().find(|key| key.id == id).ok_or(Problem::NotFound)?;
    store::keys::end(&mut permit, key.id).await?;
    let entry = entry(&key);
    permit.commit(portico, entry).await
}

/// Ends all keys that this user made, in a transaction that does more: they hold the account no longer, or are suspended
/// (access rule 8).
pub(crate) async fn end_all(permit: &mut Permit, portico: &Portico, maker: UserId) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    let keys = store::keys::of_account(permit.tx(), account, now).await?;
    for key in keys.into_iter().filter(|key| key.maker == maker) {
        store::keys::end(permit, key.id).await?;
        permit.record(portico, &entry(&key)).await?;
    }
    Ok(())
}

fn entry(key: &Key) -> Entry {
    let before = json!({ "name": key.name, "scopes": key.scopes });
    Entry { event: Event::KeyEnded, target_kind: "key", target: key.id.0, before, after: json!({}) }
}
