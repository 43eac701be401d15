//! Rules 4 and 5, and deputies: what is done to people.

use super::Decision::{Forbidden, Granted, Hidden};
use super::{Action, Decision, HeldGrant, PersonFacts, Place, Reason, Refusal, UserActor, administers, outlasts};
use crate::UserId;

impl UserActor {
    /// Rule 4: why the actor's rights do not cover all that this person reaches; `None` when they do. Each thing that
    /// the person holds must be covered by a right of at least that level, which lasts at least as long.
    pub(super) fn covers(&self, person: &PersonFacts) -> Option<Refusal> {
        self.covers_by(person, |_| true)
    }

    /// As [`Self::covers`], without what the actor only has as somebody's deputy.
    fn covers_alone(&self, person: &PersonFacts) -> Option<Refusal> {
        self.covers_by(person, |grant| grant.basis.deputy.is_none())
    }

    fn covers_by(&self, person: &PersonFacts, counts: impl Fn(&HeldGrant) -> bool) -> Option<Refusal> {
        if self.is_holder {
            return None;
        }
        if person.is_holder {
            return Some(Refusal::Holder);
        }
        if person.has_role {
            return Some(Refusal::HasRole);
        }
        let is_covered = |on: &Place, until| {
            let lasts = |grant: &HeldGrant| counts(grant) && outlasts(grant.until, until);
            match on {
                Place::Group(group) => self.administering_group(group).any(lasts),
                Place::User(user) => self.administering_user(user).any(lasts),
            }
        };
        let all = person.holds.iter().all(|held| is_covered(&held.on, held.until));
        (!all).then_some(Refusal::Stronger)
    }

    /// What is to be done to a person who is somebody else, by an administrator of theirs.
    fn administers_them(&self, person: &PersonFacts) -> Decision {
        if person.user.id == self.user {
            return Forbidden(Refusal::Oneself);
        }
        administers(self.over_user(&person.user))
    }

    /// Rule 5.
    pub(super) fn suspend_or_delete(&self, person: &PersonFacts) -> Decision {
        let reason = match self.administers_them(person) {
            Granted(reason) => reason,
            refused => return refused,
        };
        if person.is_holder {
            return Forbidden(Refusal::Holder);
        }
        self.covers(person).map_or(Granted(reason), Forbidden)
    }

    /// Rule 4: who answers the invitation becomes this person, so whoever sends it covers all that the person reaches.
    pub(super) fn invite(&self, person: &PersonFacts) -> Decision {
        let reason = match self.administers_them(person) {
            Granted(reason) => reason,
            refused => return refused,
        };
        match () {
            () if person.is_system => Forbidden(Refusal::System),
            () if person.is_suspended => Forbidden(Refusal::Suspended),
            () => self.covers(person).map_or(Granted(reason), Forbidden),
        }
    }

    /// Rule 4: what would let the actor become this person. Deputies do none of it for their principals.
    pub(super) fn become_them(&self, action: Action, person: &PersonFacts) -> Decision {
        let reason = match self.administers_them(person) {
            Granted(reason) => reason,
            refused => return refused,
        };
        if person.is_system {
            return Forbidden(Refusal::System);
        }
        if let Some(refusal) = self.covers(person) {
            return Forbidden(refusal);
        }
        let by_own_right = |grant: &HeldGrant| grant.basis.deputy.is_none();
        if !self.is_holder
            && (!self.administering_user(&person.user).any(by_own_right) || self.covers_alone(person).is_some())
        {
            return Forbidden(Refusal::NotAsDeputy);
        }
        if person.is_suspended {
            return Forbidden(Refusal::Suspended);
        }
        if action != Action::ViewAs && !person.is_managed {
            return Forbidden(Refusal::NotManaged);
        }
        Granted(reason)
    }

    /// Rules 7 and 8: roles are the account holder's to give, to people. The holder has all of them and is given none.
    pub(super) fn give_roles(&self, person: &PersonFacts) -> Decision {
        let reason = match self.administers_them(person) {
            Granted(reason) => reason,
            refused => return refused,
        };
        match () {
            () if !self.is_holder => Forbidden(Refusal::HolderOnly),
            () if person.is_system => Forbidden(Refusal::System),
            () => Granted(reason),
        }
    }

    /// Who may stand in for the actor: somebody else whom they see (rule 3), while they have anything to stand in for.
    pub(super) fn appoint(&self, deputy: &PersonFacts) -> Decision {
        if self.over_user(&deputy.user).is_none() {
            return Hidden;
        }
        if deputy.user.id == self.user {
            return Forbidden(Refusal::ToOneself);
        }
        if deputy.is_system {
            return Forbidden(Refusal::System);
        }
        if deputy.is_holder {
            return Forbidden(Refusal::Holder);
        }
        if self.holds_of_their_own() { Granted(Reason::Own) } else { Forbidden(Refusal::NotAsDeputy) }
    }

    /// Whether the actor has anything that a deputy could do for them: not only as somebody's deputy.
    #[must_use]
    pub fn holds_of_their_own(&self) -> bool {
        self.is_holder || self.grants.iter().any(|grant| grant.basis.deputy.is_none())
    }

    /// Both sides end it, and the account holder.
    pub(super) fn end_deputy(&self, principal: UserId, deputy: UserId) -> Decision {
        match () {
            () if [principal, deputy].contains(&self.user) => Granted(Reason::Own),
            () if self.is_holder => Granted(Reason::Ownership),
            () => Hidden,
        }
    }
}
