//! Access that people give each other: seeing it, giving it, ending it.

mod fall;
mod give;
mod grown;
mod reach;
mod revoke;
mod suggest;
mod view;

pub(crate) use fall::{Falling, First, Relocation, as_value, fall, what_falls, without};
pub(crate) use give::ends;
pub use give::give;
pub(crate) use grown::{email_notes, reach_grew};
pub(crate) use reach::deputies;
pub use reach::reach;
pub use revoke::{plan_revoke, revoke};
pub use suggest::suggest;
pub(crate) use view::reaching;
pub use view::{of_group, of_user};

use crate::access::{Member, Scope};
use crate::store::grants::{Grant, GrantOn};
use crate::{Result, store};
use domain::access::{GivenGrant, GroupFacts, Level, PersonFacts, Place, Target, UserFacts};
use domain::{GrantId, GroupId, Problem, UserId};
use std::collections::HashMap;

/// What access is on: the end of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// A group, by id.
    Group(String),
    /// A user, by id.
    User(String),
}

/// A person of whom all that they reach is known; `None` when there is nobody of this id.
pub(crate) async fn person(scope: &mut Scope, id: UserId) -> Result<Option<PersonFacts>> {
    let (account, now) = (scope.account(), scope.now());
    Ok(store::persons::find(scope.tx(), account, &[id], now).await?.remove(&id))
}

/// The person that a form names, when the actor sees them. Naming somebody hidden answers like naming nobody.
pub(crate) async fn named(scope: &mut Scope, who: &str) -> Result<PersonFacts> {
    let account = scope.account();
    let nobody = || Problem::field("who", format!("There is nobody with the User id {who} among those you see."));
    let id = store::persons::of_handle(scope.tx(), account, who).await?.ok_or_else(nobody)?;
    let person = person(scope, id).await?.ok_or_else(nobody)?;
    let sees = scope.offer(domain::access::Action::ViewUser, &Target::User(person.user.clone())).allowed;
    if sees { Ok(person) } else { Err(nobody().into()) }
}

/// Where grants are, for [`domain::access::decide`].
async fn places(scope: &mut Scope, grants: &[Grant]) -> Result<HashMap<GrantId, Place>> {
    let (account, now) = (scope.account(), scope.now());
    let (mut groups, mut users) = (Vec::new(), Vec::new());
    for grant in grants {
        match &grant.on {
            GrantOn::Group { id, .. } => groups.push(*id),
            GrantOn::User { id, .. } => users.push(*id),
        }
    }
    let groups = store::groups::facts(scope.tx(), account, &groups).await?;
    let people = store::persons::find(scope.tx(), account, &users, now).await?;
    let place = |grant: &Grant| match &grant.on {
        GrantOn::Group { id, .. } => groups.get(id).cloned().map(Place::Group),
        GrantOn::User { id, .. } => people.get(id).map(|person| Place::User(person.user.clone())),
    };
    Ok(grants.iter().filter_map(|grant| Some((grant.id, place(grant)?))).collect())
}

/// A grant that was given, as something that can be ended.
fn given(grant: &Grant, on: Place) -> Target {
    Target::GivenGrant(Box::new(GivenGrant { on, holder: grant.holder, giver: grant.giver }))
}

/// A grant on something whose place is known, as something that can be ended.
fn given_on(grant: &Grant, group: &GroupFacts, user: Option<UserId>) -> Target {
    let on = match (&grant.on, user) {
        (GrantOn::User { .. }, Some(id)) => Place::User(UserFacts { id, group: group.clone() }),
        (GrantOn::Group { id, .. }, _) => Place::Group(above(group, *id)),
        (GrantOn::User { id, .. }, None) => Place::User(UserFacts { id: *id, group: group.clone() }),
    };
    given(grant, on)
}

/// The part of a group's path that ends with `id`.
fn above(group: &GroupFacts, id: GroupId) -> GroupFacts {
    let end = group.path.iter().position(|above| *above == id).map_or(group.path.len(), |at| at + 1);
    GroupFacts { account: group.account, path: group.path[..end].to_vec() }
}

/// A grant as a sentence about who holds it, with dates as the actor reads them.
fn explain(member: &Member, grant: &Grant) -> String {
    let verb = match grant.level {
        Level::Administrator => "administers",
        Level::Viewer => "may view",
    };
    let by = grant.giver_name.as_deref().unwrap_or("the operator");
    let day = member.reader.day(grant.given_at);
    format!("{} {verb} {}, granted by {by} on {day}.", grant.holder_name, grant.on.name())
}
