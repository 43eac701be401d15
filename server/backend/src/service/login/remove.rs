//! A user is an Authorized Login no more.

use super::view::find;
use super::{as_value, require};
use crate::access::{Caller, Entry, Scope};
use crate::service::access::person;
use crate::service::session::confirm;
use crate::store::notifications::Who;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;

/// Takes a user's roles and mail. They stay a user with what they were given as one; an invitation that nobody accepted
/// ends.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder, and about themselves; [`Problem::NotFound`]; as [`confirm`].
pub async fn remove(portico: &Portico, caller: &Caller, slug: &str, id: &str, own: String) -> Result<()> {
    require(&Scope::open(portico, caller, slug).await?, Action::ManageLogins)?;
    confirm(portico, caller, Action::ManageLogins, own).await?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    require(&scope, Action::ManageLogins)?;
    let listed = find(&mut scope, id).await?;
    let target = Target::Person(Box::new(person(&mut scope, listed.id).await?.ok_or(Problem::NotFound)?));
    let mut permit = scope.authorize(Action::GiveRoles, &target)?;
    if !listed.is_authorized {
        return Ok(());
    }
    store::authorized::remove(&mut permit, listed.id).await?;
    store::notifications::set(&mut permit, Who::User(listed.id), &[]).await?;
    if !listed.can_sign_in {
        store::invitations::end(&mut permit, listed.id).await?;
    }
    let before = as_value(&listed.full_name, &listed.roles, &listed.mail);
    let after = as_value(&listed.full_name, &[], &[]);
    let event = Event::LoginRemoved;
    permit.commit(portico, Entry { event, target_kind: "user", target: listed.id.0, before, after }).await
}
