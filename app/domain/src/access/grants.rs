//! Rule 3: giving access and ending it.

use super::Decision::{Forbidden, Granted, Hidden};
use super::{
    Decision, GivenGrant, HeldGrant, Moment, NewGrant, NewGrantOn, Place, Reason, Refusal, UserActor, administers,
    outlasts,
};
use std::cmp::Reverse;

impl UserActor {
    pub(super) fn grant(&self, new: &NewGrant) -> Decision {
        // Rule 10: neither the place nor the person may be told of, unless the actor sees them.
        let over = match &new.on {
            NewGrantOn::Group(group) => administers(self.over_group(group)),
            NewGrantOn::Person(person) => administers(self.over_user(&person.user)),
        };
        if over == Hidden || self.over_user(&new.to.user).is_none() {
            return Hidden;
        }
        if let Forbidden(refusal) = over {
            return Forbidden(refusal);
        }
        if new.to.user.id == self.user {
            return Forbidden(Refusal::ToOneself);
        }
        if new.to.is_system {
            return Forbidden(Refusal::System);
        }
        if new.to.is_holder {
            return Forbidden(Refusal::Holder);
        }
        match &new.on {
            NewGrantOn::Group(group) => self.by_what_lasts(new.until, self.administering_group(group)),
            NewGrantOn::Person(person) if person.user.id == new.to.user.id => Forbidden(Refusal::Oneself),
            // Rule 4: who is given access to a person may speak for them.
            NewGrantOn::Person(person) => match self.covers(person) {
                Some(refusal) => Forbidden(refusal),
                None => self.by_what_lasts(new.until, self.administering_user(&person.user)),
            },
        }
    }

    /// What a new grant rests on: a right of the actor's that lasts as long. The one that lasts longest is the one
    /// that is needed least soon again; one's own comes before a principal's, and then the oldest.
    fn by_what_lasts<'a>(&self, until: Option<Moment>, held: impl Iterator<Item = &'a HeldGrant>) -> Decision {
        if self.is_holder {
            return Granted(Reason::Ownership);
        }
        held.filter(|grant| outlasts(grant.until, until))
            .max_by_key(|grant| {
                let own = grant.basis.deputy.is_none();
                (own, grant.until.map_or(i64::MAX, |until| until.0), Reverse(grant.basis.grant))
            })
            .map_or(Forbidden(Refusal::EndsLater), |grant| Granted(grant.reason()))
    }

    /// Until when the actor can give access there at the longest: `None` when they can give none, `Some(None)` when
    /// what they give need not end.
    #[must_use]
    pub fn can_give_until(&self, on: &NewGrantOn) -> Option<Option<Moment>> {
        if self.is_holder {
            return Some(None);
        }
        let last = |until: &Option<Moment>| until.map_or(i64::MAX, |until| until.0);
        match on {
            NewGrantOn::Group(group) => self.administering_group(group).map(|grant| grant.until).max_by_key(last),
            NewGrantOn::Person(person) => {
                self.administering_user(&person.user).map(|grant| grant.until).max_by_key(last)
            }
        }
    }

    pub(super) fn revoke(&self, given: &GivenGrant) -> Decision {
        if given.holder == self.user || given.giver == Some(self.user) {
            return Granted(Reason::Own);
        }
        let (seen, parent) = match &given.on {
            Place::Group(group) => (self.over_group(group), group.parent()),
            Place::User(user) => (self.over_user(user), Some(user.group.clone())),
        };
        let by_parent = match (&parent, &given.on) {
            (Some(parent), _) => administers(self.over_group(parent)),
            // The root has no parent: the holder or another administrator of the root.
            (None, Place::Group(root)) => administers(self.over_group(root)),
            (None, Place::User(_)) => Hidden,
        };
        match by_parent {
            Granted(reason) => Granted(reason),
            _ if seen.is_some() => Forbidden(Refusal::NotTheirsToRevoke),
            _ => Hidden,
        }
    }
}
