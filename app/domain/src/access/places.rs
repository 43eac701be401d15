//! Rules 1 and 2: what is done to groups and where things stand.

use super::Decision::{Forbidden, Granted, Hidden};
use super::{Decision, GroupFacts, HeldGrant, Level, Reach, Reason, Refusal, UserActor, UserFacts, administers};
use std::cmp::Reverse;

impl UserActor {
    /// Rule 1's second half: what is done to the group itself takes its parent. The root has none.
    pub(super) fn of_its_parent(&self, group: &GroupFacts, refusal: Refusal) -> Decision {
        if self.over_group(group).is_none() {
            return Hidden;
        }
        let Some(parent) = group.parent() else {
            return Forbidden(Refusal::Root);
        };
        match administers(self.over_group(&parent)) {
            Hidden => Forbidden(refusal),
            decided => decided,
        }
    }

    pub(super) fn move_group(&self, group: &GroupFacts, to: &GroupFacts) -> Decision {
        let from_old = self.of_its_parent(group, Refusal::NeedsOldParent);
        if !from_old.is_granted() {
            return from_old;
        }
        match administers(self.over_group(to)) {
            Granted(_) if to.path.iter().any(|above| Some(*above) == group.id()) => Forbidden(Refusal::BelowItself),
            Granted(_) => from_old,
            Forbidden(_) => Forbidden(Refusal::NeedsNewParent),
            // Rule 10: a group that the actor cannot see is no place to name.
            Hidden => Hidden,
        }
    }

    pub(super) fn move_user(&self, user: &UserFacts, to: &GroupFacts) -> Decision {
        if self.over_user(user).is_none() {
            return Hidden;
        }
        let from_old = match administers(self.over_group(&user.group)) {
            Granted(reason) => reason,
            _ => return Forbidden(Refusal::NeedsOldParent),
        };
        match administers(self.over_group(to)) {
            Granted(_) => Granted(from_old),
            Forbidden(_) => Forbidden(Refusal::NeedsNewParent),
            Hidden => Hidden,
        }
    }

    /// The strongest way in which the actor reaches a group: ownership, then an administrator's grant on the nearest
    /// group above, then a viewer's.
    pub(super) fn over_group(&self, group: &GroupFacts) -> Option<Reason> {
        if self.is_holder {
            return Some(Reason::Ownership);
        }
        self.strongest(|grant| nearness_to_group(grant, group))
    }

    /// As [`Self::over_group`], for a user: also through a grant on that very user.
    pub(super) fn over_user(&self, user: &UserFacts) -> Option<Reason> {
        if self.is_holder {
            return Some(Reason::Ownership);
        }
        self.strongest(|grant| nearness_to_user(grant, user))
    }

    /// Among the grants for which `near` answers, the one of the highest level, then the nearest, then one's own
    /// before a principal's, then the oldest.
    pub(super) fn strongest(&self, near: impl Fn(&HeldGrant) -> Option<usize>) -> Option<Reason> {
        self.grants
            .iter()
            .filter_map(|grant| Some((grant.level, near(grant)?, grant)))
            .max_by_key(|(level, nearness, grant)| {
                (*level, *nearness, grant.basis.deputy.is_none(), Reverse(grant.basis.grant))
            })
            .map(|(.., grant)| grant.reason())
    }

    /// The administrator's grants over a group.
    pub(super) fn administering_group<'a>(
        &'a self,
        group: &'a GroupFacts,
    ) -> impl Iterator<Item = &'a HeldGrant> + Clone {
        self.administering(move |grant| nearness_to_group(grant, group).is_some())
    }

    /// The administrator's grants over a user.
    pub(super) fn administering_user<'a>(&'a self, user: &'a UserFacts) -> impl Iterator<Item = &'a HeldGrant> + Clone {
        self.administering(move |grant| nearness_to_user(grant, user).is_some())
    }

    fn administering<'a>(
        &'a self,
        covers: impl Fn(&HeldGrant) -> bool + Clone + 'a,
    ) -> impl Iterator<Item = &'a HeldGrant> + Clone {
        self.grants.iter().filter(move |grant| grant.level == Level::Administrator && covers(grant))
    }
}

/// How far down the group's path a grant is that covers it; `None` when it does not.
fn nearness_to_group(grant: &HeldGrant, group: &GroupFacts) -> Option<usize> {
    match &grant.on {
        Reach::Group(id, _) => group.path.iter().rposition(|above| above == id),
        Reach::User(_) => None,
    }
}

/// As [`nearness_to_group`]; nothing is nearer than a grant on the user.
fn nearness_to_user(grant: &HeldGrant, user: &UserFacts) -> Option<usize> {
    match &grant.on {
        Reach::User(id) => (*id == user.id).then_some(usize::MAX),
        Reach::Group(..) => nearness_to_group(grant, &user.group),
    }
}
