//! A deleted user comes back: without access, roles, keys or sessions (access rule 11).

use crate::access::{Caller, Entry, Scope};
use crate::store::deleted_users::DeletedUser as Deleted;
use crate::{Portico, Result, store};
use domain::access::{Action, GroupFacts, Target};
use domain::audit::Event;
use domain::group::GroupLink;
use domain::user::{DeletedUser, DeletedUsers, RESTORE_DAYS};
use domain::{GroupId, Problem, UserId};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::HashMap;

/// So many are listed at most.
const LISTED: usize = 100;
/// So many are looked through for those that the actor may restore.
const LOOKED_THROUGH: i64 = 1000;

/// The users deleted of late that the actor may restore.
///
/// # Errors
/// [`Problem::Forbidden`] for who administers nothing.
pub async fn deleted(scope: &mut Scope) -> Result<DeletedUsers> {
    let account = scope.account();
    scope.require(Action::BrowseUsers, &Target::Account(account))?;
    let (since, member) = (since(scope.now()), scope.member()?.clone());
    let found = store::deleted_users::since(scope.tx(), account, None, since, LOOKED_THROUGH).await?;
    let groups: Vec<GroupId> = found.iter().map(|user| user.group).collect();
    let groups: HashMap<GroupId, GroupFacts> = store::groups::facts(scope.tx(), account, &groups).await?;
    let mut theirs = found.into_iter().filter(|user| {
        let target = groups.get(&user.group).cloned().map(Target::Group);
        target.is_some_and(|target| scope.offer(Action::RestoreUser, &target).allowed)
    });
    let users = theirs.by_ref().take(LISTED).map(|user| {
        let by = user.deleted_by.as_deref().unwrap_or("somebody");
        DeletedUser {
            id: user.id,
            deleted: format!("Deleted by {by} on {}", member.reader.day(user.deleted_at)),
            until: member.reader.last_day(over(user.deleted_at)),
            group: GroupLink { id: user.group, name: user.group_name, open: true },
            name: user.name,
            handle: user.handle,
        }
    });
    Ok(DeletedUsers { users: users.collect(), more: theirs.next().is_some() })
}

/// Brings a deleted user back, into their group or the nearest above it that is still there. They sign in as before
/// when their login was made in this account and belongs to no other; everybody else is invited again. Whoever was
/// suspended still is.
///
/// # Errors
/// [`Problem::NotFound`] when nobody of this id was deleted of late whom the actor may restore; [`Problem::Forbidden`]
/// for who only views their group; [`Problem::Invalid`] when their User id is somebody else's by now.
pub async fn restore(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let id: UserId = crate::service::id(id)?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let (account, since) = (scope.account(), since(scope.now()));
    let user: Deleted =
        store::deleted_users::since(scope.tx(), account, Some(id), since, 1).await?.pop().ok_or(Problem::NotFound)?;
    let facts = store::groups::facts(scope.tx(), account, &[user.group]).await?.remove(&user.group);
    let target = Target::Group(facts.ok_or(Problem::NotFound)?);
    let mut permit = scope.authorize(Action::RestoreUser, &target)?;
    let login = store::deleted_users::login(permit.tx(), account, &user).await?;
    if !store::deleted_users::restore(&mut permit, &user, login).await? {
        let message = format!("There is another user with the User id {} by now.", user.handle);
        return Err(Problem::field("", message).into());
    }
    let after = json!({ "handle": user.handle, "group": user.group });
    let entry = Entry { event: Event::UserRestored, target_kind: "user", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await
}

/// Forgets what would have come back with users whose time is over; gives of how many.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(portico: &Portico) -> Result<u64> {
    store::deleted_users::forget(&portico.pool, since(portico.clock.now())).await
}

/// Whoever was deleted before has been gone for too long.
fn since(now: Timestamp) -> Timestamp {
    now.saturating_sub(restorable()).unwrap_or(now)
}

/// When the time of somebody who was deleted then is over.
fn over(deleted_at: Timestamp) -> Timestamp {
    deleted_at.saturating_add(restorable()).unwrap_or(deleted_at)
}

fn restorable() -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(RESTORE_DAYS))
}
