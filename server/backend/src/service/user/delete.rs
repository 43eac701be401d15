//! A user is taken out of the account.

use super::suspend::target;
use super::visible;
use crate::access::{Caller, Entry, Permit, Scope};
use crate::service::access::{Falling, First, fall, what_falls};
use crate::service::deputy::end_one;
use crate::service::handover;
use crate::service::program::end_all;
use crate::store::deputies::Deputy;
use crate::store::grants::Which;
use crate::store::users::User;
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::audit::Event;
use domain::group::GroupLink;
use domain::user::{DeleteView, leaves_alone};
use domain::{GrantId, Problem, UserId};
use serde_json::json;

/// The dialog that deletes: what goes with the user, what of that the actor could keep, and what keeps the user here.
///
/// # Errors
/// [`Problem::NotFound`] when the actor does not see the user; [`Problem::Forbidden`] when they do not cover them.
pub async fn plan_delete(scope: &mut Scope, id: &str) -> Result<DeleteView> {
    let user = visible(scope, id).await?;
    let target = target(scope, &user).await?;
    scope.require(Action::DeleteUser, &target)?;
    let (ends, _) = falling(scope, &user, false).await?.sentences(scope)?;
    let (_, keepable) = falling(scope, &user, true).await?.sentences(scope)?;
    let (leaves, releases) = (leaves(scope, &user).await?, releases(scope, &user).await?);
    Ok(DeleteView { name: user.display_name().to_owned(), leaves, releases, ends, keepable })
}

/// Deletes a user: what they hold ends, and what they gave. With `keep`, the actor takes over what they could give
/// themselves. They can be restored for [`domain::user::RESTORE_DAYS`] days.
///
/// # Errors
/// As [`plan_delete`]; [`Problem::Invalid`] when a group would be left without an administrator of its own.
pub async fn delete(portico: &Portico, caller: &Caller, slug: &str, id: &str, keep: bool) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let user = visible(&mut scope, id).await?;
    let target = target(&mut scope, &user).await?;
    scope.require(Action::DeleteUser, &target)?;
    if let Some(group) = leaves(&mut scope, &user).await?.first() {
        let message = format!("{} Give somebody else access to it first.", leaves_alone(&group.name));
        return Err(Problem::field("", message).into());
    }
    let by = scope.member()?.actor.user;
    let mut permit = scope.authorize(Action::DeleteUser, &target)?;
    for deputy in deputies(permit.scope(), user.id).await? {
        let entry = end_one(&mut permit, portico, &deputy).await?;
        permit.record(portico, &entry).await?;
    }
    let falling = falling(permit.scope(), &user, keep).await?;
    fall(&mut permit, portico, &falling).await?;
    end_all(&mut permit, portico, user.id).await?;
    take_out(portico, permit, &user, by).await
}

async fn take_out(portico: &Portico, mut permit: Permit, user: &User, by: UserId) -> Result<()> {
    store::grants::delete_expired_of(&mut permit, user.id).await?;
    store::deleted_users::delete(&mut permit, user, by).await?;
    handover::recheck(&mut permit, portico).await?;
    let before = json!({
        "handle": user.handle, "full_name": user.full_name, "friendly_name": user.friendly_name, "group": user.group.id,
    });
    let entry = Entry { event: Event::UserDeleted, target_kind: "user", target: user.id.0, before, after: json!({}) };
    permit.commit(portico, entry).await
}

/// What becomes of access that has to do with this user: theirs and that to them ends, and what they gave unless it is
/// kept.
async fn falling(scope: &mut Scope, user: &User, keep: bool) -> Result<Falling> {
    let (account, now) = (scope.account(), scope.now());
    let mut certainly = Vec::new();
    for which in [Which::HeldBy(user.id), Which::OnUser(user.id)] {
        let grants = store::grants::find(scope.tx(), account, which, now).await?;
        certainly.extend(grants.iter().map(|grant| grant.id));
    }
    let given = store::grants::find(scope.tx(), account, Which::GivenBy(user.id), now).await?;
    let perhaps: Vec<GrantId> = given.iter().map(|grant| grant.id).filter(|id| !certainly.contains(id)).collect();
    what_falls(scope, First { certainly: &certainly, perhaps: &perhaps }, keep, None).await
}

/// The appointments of a user, as principal and as deputy.
async fn deputies(scope: &mut Scope, user: UserId) -> Result<Vec<Deputy>> {
    let (account, now) = (scope.account(), scope.now());
    let mut both = store::deputies::of(scope.tx(), account, Some(user), None, now).await?;
    both.extend(store::deputies::of(scope.tx(), account, None, Some(user), now).await?);
    Ok(both)
}

/// The groups that would be left without an administrator of their own. Whoever may delete the user sees them: they
/// cover all that the user reaches.
async fn leaves(scope: &mut Scope, user: &User) -> Result<Vec<GroupLink>> {
    let (account, now) = (scope.account(), scope.now());
    let groups = store::grants::administered_alone(scope.tx(), account, user.id, now).await?;
    Ok(groups.into_iter().map(|(id, name)| GroupLink { id, name, open: true }).collect())
}

/// What goes with the user beside access.
async fn releases(scope: &mut Scope, user: &User) -> Result<Vec<String>> {
    let (account, reader) = (scope.account(), scope.reader());
    let mut releases = Vec::new();
    if let Some(login) = store::authorized::list(scope.tx(), account, Some(user.id)).await?.pop() {
        if !login.roles.is_empty() {
            let roles: Vec<&str> = login.roles.iter().map(|role| role.label()).collect();
            releases.push(format!("Their roles: {}.", roles.join(", ")));
        }
        let registry = store::notifications::registry(scope.tx()).await?;
        let received = registry.iter().filter(|known| login.mail.iter().any(|id| id == known.of_type.id()));
        let mail: Vec<&str> = received.map(|known| known.label.as_str()).collect();
        if !mail.is_empty() {
            releases.push(format!("The mail that they receive: {}.", mail.join(", ")));
        }
    }
    for deputy in deputies(scope, user.id).await? {
        let until = reader.last_day(deputy.until);
        releases.push(match deputy.principal == user.id {
            true => format!("Their deputy, {}, until {until}.", deputy.deputy_name),
            false => format!("Acting for {}, until {until}.", deputy.principal_name),
        });
    }
    if store::invitations::of_user(scope.tx(), account, user.id).await?.is_some() {
        releases.push("The invitation that was sent to them.".to_owned());
    }
    Ok(releases)
}
