//! Who reaches a group or a user, and through what.

use super::{explain, given_on};
use crate::Result;
use crate::access::{Member, Scope};
use crate::store;
use crate::store::deputies::Deputy;
use crate::store::grants::{Grant, GrantOn, Which};
use crate::store::groups::Group;
use domain::access::{Action, Level, NewGrant, NewGrantOn, PersonFacts, Target, UserFacts};
use domain::grant::{Access, AccessView};
use domain::{Problem, UserId};
use jiff::Timestamp;

/// The Access page of a group, when the actor sees it.
///
/// # Errors
/// [`Problem::NotFound`] when they do not.
pub async fn of_group(scope: &mut Scope, id: &str) -> Result<AccessView> {
    let group = crate::service::group::visible(scope, id).await?;
    let name = group.name.clone();
    view(scope, &group, None, name, NewGrantOn::Group(group.facts.clone())).await
}

/// The Access page of a user, when the actor sees them.
///
/// # Errors
/// [`Problem::NotFound`] when they do not.
pub async fn of_user(scope: &mut Scope, id: &str) -> Result<AccessView> {
    let user = crate::service::user::visible(scope, id).await?;
    let person = super::person(scope, user.id).await?.ok_or(Problem::NotFound)?;
    let name = user.display_name().to_owned();
    view(scope, &user.group, Some(user.id), name, NewGrantOn::Person(person)).await
}

/// A grant for no more than a moment to somebody of whom nothing is known but that the actor sees them: whether the
/// actor may give any access at all.
fn to_anybody(on: NewGrantOn, scope: &Scope) -> Target {
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
    Target::NewGrant(Box::new(NewGrant { on, to, level: Level::Viewer, until }))
}

async fn view(
    scope: &mut Scope,
    group: &Group,
    user: Option<UserId>,
    name: String,
    on: NewGrantOn,
) -> Result<AccessView> {
    let (mut direct, inherited) = all(scope, group, user).await?;
    let member = scope.member()?;
    let until = member.actor.can_give_until(&on).flatten().and_then(|until| Timestamp::from_second(until.0).ok());
    let latest = until.map(|until| member.reader.last_day_field(until)).unwrap_or_default();
    let grant = scope.offer(Action::GrantAccess, &to_anybody(on, scope));
    let holders: Vec<UserId> = direct.iter().filter_map(|access| access.user).collect();
    let mut notes = super::email_notes(scope, &holders).await?;
    for access in &mut direct {
        access.email_note = access.user.and_then(|user| notes.remove(&user)).unwrap_or_default();
    }
    let confirm = scope.must_confirm(Action::GrantAccess);
    Ok(AccessView { name, direct, inherited, grant, confirm, latest })
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
    let mut deputies = store::deputies::of(scope.tx(), account, None, None, now).await?;
    deputies.retain(|deputy| deputy.is_now(now));
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
            email_note: String::new(),
            revoke: Some(revoke),
            name: grant.holder_name.clone(),
        };
        if is_here {
            direct.push((grant.given_at, access))
        } else {
            inherited.push(access)
        }
        inherited.extend(as_deputies(&member, &grant, &deputies));
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
            email_note: String::new(),
            revoke: None,
        });
        let acting = deputies.iter().filter(|deputy| deputy.principal == holder.id);
        inherited.extend(acting.map(|one| deputy_access(&member, one, Level::Administrator, "who holds this account")));
    }
    Ok((direct.into_iter().map(|(_, access)| access).collect(), inherited))
}

/// Who of these uses this grant because its holder is away.
fn as_deputies(member: &Member, grant: &Grant, deputies: &[Deputy]) -> Vec<Access> {
    let through = match grant.level {
        Level::Administrator => format!("who administers {}", grant.on.name()),
        Level::Viewer => format!("who may view {}", grant.on.name()),
    };
    let acting = deputies.iter().filter(|deputy| deputy.principal == grant.holder && !grant.sleeps);
    acting.map(|deputy| deputy_access(member, deputy, grant.level, &through)).collect()
}

fn deputy_access(member: &Member, deputy: &Deputy, level: Level, through: &str) -> Access {
    Access {
        grant: None,
        name: deputy.deputy_name.clone(),
        user: member.sees(&deputy.deputy_path).then_some(deputy.deputy),
        level,
        from: None,
        why: format!("{} stands in for {}, {through}.", deputy.deputy_name, deputy.principal_name),
        until: member.reader.last_day(deputy.until),
        sleeps: deputy.deputy_suspended,
        email_note: String::new(),
        revoke: None,
    }
}
