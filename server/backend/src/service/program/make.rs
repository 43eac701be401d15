//! The account holder makes a key.

use crate::access::{Caller, Entry, Scope};
use crate::service::session::confirm;
use crate::store::keys::NewKey;
use crate::token::Token;
use crate::{Portico, Result, store};
use domain::KeyId;
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::password::Shown;
use domain::program::{KEY_PREFIX, KeyForm, KeyMade};
use jiff::SignedDuration;
use serde_json::json;

/// Makes a key. The answer shows it, this once. `own` is the actor's own password, where it is asked for.
///
/// # Errors
/// [`domain::Problem::Invalid`] for faults of the form; [`domain::Problem::Forbidden`] for anyone but the account
/// holder; as [`confirm`].
pub async fn make(portico: &Portico, caller: &Caller, slug: &str, form: &KeyForm, own: String) -> Result<KeyMade> {
    // Whoever may not make one is told so before anything is said about what they typed.
    let scope = Scope::open(portico, caller, slug).await?;
    scope.require(Action::ManageKeys, &Target::Account(scope.account()))?;
    drop(scope);
    let new = form.parse()?;
    confirm(portico, caller, Action::ManageKeys, own).await?;
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let (account, maker, reader) = (scope.account(), scope.member()?.actor.user, scope.member()?.reader.clone());
    let mut permit = scope.authorize(Action::ManageKeys, &Target::Account(account))?;
    let now = permit.now();
    let id = KeyId(portico.entropy.id(now)?);
    let token = Token::generate(&portico.entropy)?;
    let expires_at = now.saturating_add(SignedDuration::from_hours(24 * new.days)).unwrap_or(now);
    let key = NewKey { id, name: &new.name, scopes: &new.scopes, token: &token, maker, expires_at };
    store::keys::insert(&mut permit, &key).await?;
    let after = json!({ "name": new.name, "scopes": new.scopes, "expires": expires_at.to_string() });
    let entry = Entry { event: Event::KeyMade, target_kind: "key", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    Ok(KeyMade { name: new.name, secret: Shown(token.with_prefix(KEY_PREFIX)), expires: reader.day(expires_at) })
}
