//! Who reaches a group or a user, and through what.

use super::{explain, given_on};
use crate::Result;
use crate::access::Scope;
use crate::store;
use crate::store::grants::{Grant, GrantOn, Which};
use crate::store::groups::Group;
use domain::access::{Action, Level, NewGrant, NewGrantOn, Offer, PersonFacts, Target, UserFacts};
use domain::grant::{Access, AccessView};
use domain::{Problem, UserId};
use jiff::Timestamp;

/// The Access page of a group, when the actor sees it.
///
/// # Errors
/// [`Problem::NotFound`] when they do not.
pub async fn of_group(scope: &mut Scope, id: &str) -> Result<AccessView> {
    let group = crate::service::group::visible(scope, id).await?;
    let grant = scope.offer(Action::GrantAccess, &to_anybody(NewGrantOn::Group(group.facts.clone()), scope)?);
    let name = group.name.clone();
    view(scope, &group, None, name, grant).await
}

/// The Access page of a user, when the actor sees them.
///
/// # Errors
/// [`Problem::NotFound`] when they do not.
pub async fn of_user(scope: &mut Scope, id: &str) -> Result<AccessView> {
    let user = crate::service::user::visible(scope, id).await?;
    let person = super::person(scope, user.id).await?.ok_or(Problem::NotFound)?;
    let grant = scope.offer(Action::GrantAccess, &to_anybody(NewGrantOn::Person(person), scope)?);
    let name = user.display_name().to_owned();
    view(scope, &user.group, Some(user.id), name, grant).await
}

/// A grant for no more than a moment to somebody of whom nothing is known but that the actor sees them: whether the
/// actor may give any access at all.
fn to_anybody(on: NewGrantOn, scope: &Scope) -> Result<Target> {
    let group = match &on {
        NewGrantOn::Group(group) => group.clone(),
        NewGrantOn::Person(person) => person.user.group.clone(),
    };
    let to = PersonFacts {
        // No user has this id; they stand where the access would be.
        user: UserFacts { id: UserId(uuid::Uuid::nil()), group },
        is_system: false,
        is_holder: false,
        has_role: false,
        is_suspended: false,
        is_managed: false,
        holds: Vec::new(),
    };
    let until = Some(store::grants::moment(scope.now()));
    let _ = scope.member()?;
    Ok(Target::NewGrant(Box::new(NewGrant { on, to, level: Level::Viewer, until })))
}

async fn view(
    scope: &mut Scope,
    group: &Group,
    user: Option<UserId>,
    name: String,
    grant: Offer,
) -> Result<AccessView> {
    let (direct, inherited) = all(scope, group, user).await?;
    Ok(AccessView { name, direct, inherited, grant, latest: latest(scope, group, user)? })
}

/// Everyone who reaches a group, or a user in it: what is given right there first, then the nearest, and the account
/// holder last. The names of administrators above are visible to everyone below; only those that the actor sees are
/// links.
pub(crate) async fn reaching(scope: &mut Scope, group: &Group, user: Option<UserId>) -> Result<Vec<Access>> {
    let (mut direct, inherited) = all(scope, group, user).await?;
    direct.extend(inherited);
    Ok(direct)
}

/// What is given right there, and what reaches there from elsewhere.
async fn all(scope: &mut Scope, group: &Group, user: Option<UserId>) -> Result<(Vec<Access>, Vec<Access>)> {
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let (mut direct, mut inherited) = (Vec::new(), Vec::new());
    for grant in store::grants::find(scope.tx(), account, Which::Reaching(group.id, user), now).await? {
        let is_here = match (&grant.on, user) {
            (GrantOn::User { .. }, _) => true,
            (GrantOn::Group { id, .. }, None) => *id == group.id,
            (GrantOn::Group { .. }, Some(_)) => false,
        };
        let revoke = scope.offer(Action::RevokeAccess, &given_on(&grant, &group.facts, user));
        let from = match &grant.on {
            GrantOn::Group { id, .. } if !is_here => group.path.iter().find(|link| link.id == *id).cloned(),
            _ => None,
        };
        let access = Access {
            grant: Some(grant.id),
            user: member.sees(&grant.holder_path).then_some(grant.holder),
            level: grant.level,
            from,
            why: explain(&member, &grant),
            until: grant.until.map(|until| member.reader.last_day(until)).unwrap_or_default(),
            sleeps: grant.sleeps,
            revoke: Some(revoke),
            name: grant.holder_name.clone(),
        };
        if is_here {
            direct.push((grant.given_at, access))
        } else {
            inherited.push(access)
        }
        inherited.extend(as_deputies(scope, &grant, now).await?);
    }
    direct.sort_by_key(|(given_at, _)| std::cmp::Reverse(*given_at));
    if let Some(holder) = store::users::find(scope.tx(), account, member.holder, &member.held).await? {
        inherited.push(Access {
            grant: None,
            name: holder.display_name().to_owned(),
            user: member.sees(&holder.group.sort_path).then_some(holder.id),
            level: Level::Administrator,
            from: None,
            why: format!("{} holds this account.", holder.display_name()),
            until: String::new(),
            sleeps: false,
            revoke: None,
        });
        for deputy in store::deputies::of(scope.tx(), account, Some(holder.id), None, now).await? {
            if deputy.is_now(now) {
                inherited.push(deputy_access(&member, &deputy, Level::Administrator, "who holds this account"));
            }
        }
    }
    Ok((direct.into_iter().map(|(_, access)| access).collect(), inherited))
}

/// Who uses this grant at the moment because its holder is away.
async fn as_deputies(scope: &mut Scope, grant: &Grant, now: Timestamp) -> Result<Vec<Access>> {
    let (account, member) = (scope.account(), scope.member()?.clone());
    if grant.sleeps {
        return Ok(Vec::new());
    }
    let deputies = store::deputies::of(scope.tx(), account, Some(grant.holder), None, now).await?;
    let through = match grant.level {
        Level::Administrator => format!("who administers {}", grant.on.name()),
        Level::Viewer => format!("who may view {}", grant.on.name()),
    };
    Ok(deputies
        .iter()
        .filter(|deputy| deputy.is_now(now))
        .map(|deputy| deputy_access(&member, deputy, grant.level, &through))
        .collect())
}

fn deputy_access(
    member: &crate::access::Member,
    deputy: &store::deputies::Deputy,
    level: Level,
    through: &str,
) -> Access {
    Access {
        grant: None,
        name: deputy.deputy_name.clone(),
        user: member.sees(&deputy.deputy_path).then_some(deputy.deputy),
        level,
        from: None,
        why: format!("{} stands in for {}, {through}.", deputy.deputy_name, deputy.principal_name),
        until: member.reader.last_day(deputy.until),
        sleeps: deputy.deputy_suspended,
        revoke: None,
    }
}

/// The last day up to which the actor can give access here; empty when theirs does not end.
fn latest(scope: &Scope, group: &Group, user: Option<UserId>) -> Result<String> {
    let member = scope.member()?;
    if member.actor.is_holder {
        return Ok(String::new());
    }
    let covers = |grant: &&domain::access::HeldGrant| {
        grant.level == Level::Administrator
            && match &grant.on {
                domain::access::Reach::Group(id, _) => group.facts.path.contains(id),
                domain::access::Reach::User(id) => Some(*id) == user,
            }
    };
    let untils: Vec<_> = member.actor.grants.iter().filter(covers).map(|grant| grant.until).collect();
    let last = match untils.iter().max_by_key(|until| until.map_or(i64::MAX, |until| until.0)) {
        Some(Some(until)) => Timestamp::from_second(until.0).ok(),
        _ => None,
    };
    Ok(last.map(|until| member.reader.last_day_field(until)).unwrap_or_default())
}
