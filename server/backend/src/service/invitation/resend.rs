//! An invitation is mailed again, or withdrawn.

use super::{charge, invite, person};
use crate::access::{Caller, Entry, Scope};
use crate::service::user::visible;
use crate::store::users::User;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use serde_json::json;

/// Mails a new invitation to a user who has no login yet; earlier ones are over with it. From now on it rests on what
/// whoever resends it may do.
///
/// # Errors
/// [`Problem::NotFound`] or [`Problem::Forbidden`] as decided about the user; [`Problem::Invalid`] when they have a login
/// or their User id is no address; [`Problem::Throttled`] after too many invitations.
pub async fn resend(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let (mut scope, user, target) = open(portico, caller, slug, id).await?;
    if user.can_sign_in {
        return Err(Problem::field("", "They have accepted already.").into());
    }
    charge(portico, scope.member()?.actor.user, &user.handle).await?;
    let account = scope.account();
    let was_invited = store::invitations::of_user(scope.tx(), account, user.id).await?.is_some();
    let mut permit = scope.authorize(Action::InviteUser, &target)?;
    invite(&mut permit, portico, user.id, &user.handle, None).await?;
    let (before, after) = (json!({ "invited": was_invited }), json!({ "invited": true }));
    let event = Event::UserInvited;
    permit.commit(portico, Entry { event, target_kind: "user", target: user.id.0, before, after }).await
}

/// Ends the invitation of a user. They stay, and can be invited again.
///
/// # Errors
/// [`Problem::NotFound`] or [`Problem::Forbidden`] as decided about the user.
pub async fn withdraw(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let (scope, user, target) = open(portico, caller, slug, id).await?;
    let mut permit = scope.authorize(Action::InviteUser, &target)?;
    if !store::invitations::end(&mut permit, user.id).await? {
        return Ok(());
    }
    let (before, after) = (json!({ "invited": true }), json!({ "invited": false }));
    let event = Event::InvitationWithdrawn;
    permit.commit(portico, Entry { event, target_kind: "user", target: user.id.0, before, after }).await
}

async fn open(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<(Scope, User, Target)> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let user = visible(&mut scope, id).await?;
    let target = person(&mut scope, user.id).await?;
    scope.require(Action::InviteUser, &target)?;
    Ok((scope, user, target))
}
