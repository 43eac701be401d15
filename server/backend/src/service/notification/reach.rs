//! Whether mail reaches people: what My Profile says of it, and trying again.

use super::coverage::gaps;
use crate::access::{Caller, Entry, Permit, Scope};
use crate::service::login::bounced;
use crate::service::profile::own;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::notification::MailState;
use domain::{ContactId, Problem, UserId};
use serde_json::json;
use uuid::Uuid;

/// Whether mail reaches the person, and for the account holder which mail nobody receives.
///
/// # Errors
/// When the database does not answer.
pub async fn mail_state(scope: &mut Scope) -> Result<MailState> {
    let user = own(scope).await?;
    scope.require(Action::ViewProfile, &Target::User(user.facts()))?;
    let (account, member) = (scope.account(), scope.member()?.clone());
    let listed = store::authorized::list(scope.tx(), account, Some(user.id)).await?.pop();
    let bounced = bounced(&member, listed.and_then(|listed| listed.bounced).as_ref());
    let is_holder = scope.offer(Action::ViewContacts, &Target::Account(account)).allowed;
    let gaps = if is_holder { gaps(scope).await? } else { Vec::new() };
    Ok(MailState { bounced, gaps, is_holder })
}

/// The account holder wants mail to a recipient's address to be tried again.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder, whatever the id; [`Problem::NotFound`].
pub async fn try_again(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    scope.require(Action::ManageContacts, &Target::Account(account))?;
    let id: Uuid = crate::service::id(id)?;
    let user = store::authorized::list(scope.tx(), account, Some(UserId(id))).await?.pop();
    let contact = store::contacts::list(scope.tx(), account, Some(ContactId(id))).await?.pop();
    let mut permit = scope.authorize(Action::ManageContacts, &Target::Account(account))?;
    let (kind, name, forgotten) = match (user, contact) {
        (Some(user), _) => ("user", user.name, store::authorized::forget_bounce(&mut permit, UserId(id)).await?),
        (None, Some(contact)) => {
            ("contact", contact.name(), store::contacts::forget_bounce(&mut permit, ContactId(id)).await?)
        }
        (None, None) => return Err(Problem::NotFound.into()),
    };
    if forgotten { note(permit, portico, kind, id, &name).await } else { Ok(()) }
}

/// The person says that their own address takes mail again.
///
/// # Errors
/// As for changing one's own contact information.
pub async fn try_own_again(portico: &Portico, caller: &Caller, slug: &str) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let user = own(&mut scope).await?;
    let mut permit = scope.authorize(Action::EditProfile, &Target::User(user.facts()))?;
    let forgotten = store::authorized::forget_bounce(&mut permit, user.id).await?;
    if forgotten { note(permit, portico, "user", user.id.0, user.display_name()).await } else { Ok(()) }
}

async fn note(permit: Permit, portico: &Portico, kind: &'static str, id: Uuid, name: &str) -> Result<()> {
    let state = |undeliverable| json!({ "name": name, "undeliverable": undeliverable });
    let (before, after) = (state(true), state(false));
    let event = Event::MailRetried;
    permit.commit(portico, Entry { event, target_kind: kind, target: id, before, after }).await
}
