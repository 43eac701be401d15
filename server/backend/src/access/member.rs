//! The signed-in person in the account that they opened.

use crate::dates::Reader;
use domain::access::{Actor, Level, Moment, Reach, UserActor, Viewing};
use domain::{GroupId, LoginId, UserId};
use jiff::Timestamp;

/// A group from which the actor sees everything below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The group.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Where it stands in tree order; everything below starts with the same.
    pub sort_path: String,
    /// Users in it and below.
    pub users: i32,
    /// Groups below it.
    pub groups: i32,
    /// How much the actor may there.
    pub level: Level,
}

/// Who looks at the account as somebody else sees it.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who looks.
    pub actor: UserActor,
    /// Their name.
    pub name: String,
    /// Until when.
    pub until: Timestamp,
}

/// The signed-in person in the account that they opened; or, while they look as another user, that one with what both
/// may see.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who they are to [`domain::access::decide`]; see [`Self::as_actor`].
    pub actor: UserActor,
    /// Who really is there, while they look as somebody else.
    pub viewer: Option<Viewer>,
    /// The login they signed in with.
    pub login: LoginId,
    /// Its email address.
    pub email: String,
    /// The account's display name.
    pub account_name: String,
    /// The account's country (ISO 3166-1 alpha-2).
    pub account_country: Option<String>,
    /// Who holds the account.
    pub holder: UserId,
    /// The account's top group.
    pub root: GroupId,
    /// Their User id.
    pub handle: String,
    /// Their own name, possibly empty.
    pub full_name: String,
    /// How they read dates.
    pub reader: Reader,
    /// Every group on which they hold something, by ownership or grant, in tree order.
    pub held: Vec<Root>,
}

impl Member {
    /// Who acts.
    #[must_use]
    pub fn as_actor(&self) -> Actor {
        match &self.viewer {
            None => Actor::User(self.actor.clone()),
            Some(viewer) => Actor::Viewing(Box::new(Viewing { by: viewer.actor.clone(), shown: self.actor.clone() })),
        }
    }

    /// The topmost groups from which they see everything below: no one of these is inside another.
    #[must_use]
    pub fn roots(&self) -> Vec<&Root> {
        topmost(self.held.iter())
    }

    /// As [`Self::roots`], where they may also change things.
    #[must_use]
    pub fn administered(&self) -> Vec<&Root> {
        topmost(self.held.iter().filter(|root| root.level == Level::Administrator))
    }

    /// Single users that they were given.
    #[must_use]
    pub fn singles(&self) -> Vec<UserId> {
        let shown = single_users(&self.actor);
        match &self.viewer {
            Some(viewer) if !viewer.actor.is_holder => {
                let by: Vec<UserId> = single_users(&viewer.actor).collect();
                shown.filter(|user| by.contains(user)).collect()
            }
            _ => shown.collect(),
        }
    }

    /// The moments at which something that they hold, or their look as somebody else, ends by itself.
    #[must_use]
    pub fn ends(&self) -> Vec<Timestamp> {
        let actors = std::iter::once(&self.actor).chain(self.viewer.as_ref().map(|viewer| &viewer.actor));
        let grants = actors.flat_map(|actor| &actor.grants).filter_map(|grant| grant.until);
        let grants = grants.filter_map(|Moment(seconds)| Timestamp::from_second(seconds).ok());
        grants.chain(self.viewer.as_ref().map(|viewer| viewer.until)).collect()
    }

    /// Whether they see the group that stands here in tree order.
    #[must_use]
    pub fn sees(&self, sort_path: &str) -> bool {
        self.held.iter().any(|root| sort_path.starts_with(&root.sort_path))
    }
}

fn single_users(actor: &UserActor) -> impl Iterator<Item = UserId> {
    actor.grants.iter().filter_map(|grant| match grant.on {
        Reach::User(user) => Some(user),
        Reach::Group(..) => None,
    })
}

/// `held` is in tree order, so a group comes before everything below it.
fn topmost<'a>(held: impl Iterator<Item = &'a Root>) -> Vec<&'a Root> {
    let mut roots: Vec<&Root> = Vec::new();
    for root in held {
        if !roots.last().is_some_and(|last| root.sort_path.starts_with(&last.sort_path)) {
            roots.push(root);
        }
    }
    roots
}
