//! A user is added to a group.

use super::{charge, invite};
use crate::access::{Caller, Entry, Scope};
use crate::service::group::visible;
use crate::store::users::NewUser;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::email::Email;
use domain::user::{NewUserForm, UserKind};
use domain::{Problem, UserId};
use serde_json::json;

/// Adds a user to a group and mails an invitation to their address; gives the user's id. Whether the address has a login
/// elsewhere makes no difference and is not told.
///
/// # Errors
/// [`Problem::NotFound`] or [`Problem::Forbidden`] as decided about the group; [`Problem::Invalid`] when this is no
/// address, or one of a user of this account; [`Problem::Throttled`] after too many invitations.
pub async fn add(portico: &Portico, caller: &Caller, slug: &str, group: &str, form: &NewUserForm) -> Result<UserId> {
    let email = form.parse()?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let group = visible(&mut scope, group).await?;
    let target = Target::Group(group.facts.clone());
    scope.require(Action::AddUser, &target)?;
    refuse_known(&mut scope, &email).await?;
    charge(portico, scope.member()?.actor.user, email.as_str()).await?;

    let mut permit = scope.authorize(Action::AddUser, &target)?;
    let id = UserId(portico.entropy.id(permit.now())?);
    let user = NewUser {
        id,
        group: group.id,
        kind: UserKind::Person,
        handle: email.as_str(),
        full_name: "",
        friendly_name: "",
        login: None,
    };
    store::users::insert(&mut permit, &user).await?;
    invite(&mut permit, portico, id, email.as_str(), None).await?;
    let after = json!({ "group": group.id, "handle": email });
    let entry = Entry { event: Event::UserAdded, target_kind: "user", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    Ok(id)
}

/// An address is added to an account once. Where its user is, is only for those to know who see them.
async fn refuse_known(scope: &mut Scope, email: &Email) -> Result<()> {
    let (account, held) = (scope.account(), scope.member()?.held.clone());
    let Some(known) = store::invitations::user_of_address(scope.tx(), account, email).await? else { return Ok(()) };
    let user = store::users::find(scope.tx(), account, known, &held).await?.ok_or(Problem::NotFound)?;
    let sees = scope.offer(Action::ViewUser, &Target::User(user.facts())).allowed;
    let message = match sees {
        true => format!("{email} is already a user here, in {}.", user.group.name),
        false => format!("{email} cannot be added here; the account holder can tell you more."),
    };
    Err(Problem::field("email", message).into())
}
