//! A user is kept from signing in and acting, and let in again.

use super::visible;
use crate::access::{Caller, Entry, Permit, Scope};
use crate::service::access::{Falling, First, fall, person, what_falls};
use crate::service::handover;
use crate::service::program::end_all;
use crate::store::grants::Which;
use crate::store::users::User;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::user::SuspendView;
use domain::{GrantId, Problem};
use serde_json::json;

/// The dialog that suspends: what ends with it, and what of that the actor could keep.
///
/// # Errors
/// [`Problem::NotFound`] when the actor does not see the user; [`Problem::Forbidden`] when they do not cover them.
pub async fn plan_suspend(scope: &mut Scope, id: &str) -> Result<SuspendView> {
    let user = visible(scope, id).await?;
    let target = target(scope, &user).await?;
    scope.require(Action::SuspendUser, &target)?;
    let (ends, _) = given(scope, &user, false).await?.sentences(scope)?;
    let (_, keepable) = given(scope, &user, true).await?.sentences(scope)?;
    Ok(SuspendView { name: user.display_name().to_owned(), suspended: user.suspended, ends, keepable })
}

/// Suspends a user: their sessions end, what they hold sleeps, and what they gave ends. With `keep`, the actor takes
/// over what they could give themselves.
///
/// # Errors
/// As [`plan_suspend`].
pub async fn suspend(portico: &Portico, caller: &Caller, slug: &str, id: &str, keep: bool) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let user = visible(&mut scope, id).await?;
    let target = target(&mut scope, &user).await?;
    scope.require(Action::SuspendUser, &target)?;
    let falling = given(&mut scope, &user, keep).await?;
    let mut permit = scope.authorize(Action::SuspendUser, &target)?;
    fall(&mut permit, portico, &falling).await?;
    set(portico, permit, &user, true).await
}

/// Ends the suspension of a user. What they gave stays ended.
///
/// # Errors
/// As [`plan_suspend`].
pub async fn resume(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let user = visible(&mut scope, id).await?;
    let target = target(&mut scope, &user).await?;
    let permit = scope.authorize(Action::SuspendUser, &target)?;
    set(portico, permit, &user, false).await
}

pub(super) async fn target(scope: &mut Scope, user: &User) -> Result<Target> {
    let person = person(scope, user.id).await?.ok_or(Problem::NotFound)?;
    Ok(Target::Person(Box::new(person)))
}

/// What becomes of what this user gave.
async fn given(scope: &mut Scope, user: &User, keep: bool) -> Result<Falling> {
    let (account, now) = (scope.account(), scope.now());
    let given = store::grants::find(scope.tx(), account, Which::GivenBy(user.id), now).await?;
    let given: Vec<GrantId> = given.iter().map(|grant| grant.id).collect();
    what_falls(scope, First { certainly: &[], perhaps: &given }, keep, None).await
}

async fn set(portico: &Portico, mut permit: Permit, user: &User, suspended: bool) -> Result<()> {
    if user.suspended == suspended {
        return Ok(());
    }
    store::users::set_suspended(&mut permit, user.id, suspended).await?;
    if suspended {
        end_all(&mut permit, portico, user.id).await?;
    }
    handover::recheck(&mut permit, portico).await?;
    let event = if suspended { Event::UserSuspended } else { Event::UserResumed };
    let (before, after) = (json!({ "suspended": user.suspended }), json!({ "suspended": suspended }));
    permit.commit(portico, Entry { event, target_kind: "user", target: user.id.0, before, after }).await
}
