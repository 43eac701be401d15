//! Rule 6: the account goes from its holder to another user.

use super::Decision::{Forbidden, Granted, Hidden};
use super::{Decision, OpenOffer, PersonFacts, Reason, Refusal, UserActor};
use crate::UserId;
use crate::handover::Void;

impl UserActor {
    /// The account is offered by who holds it, to a person who could hold it.
    pub(super) fn offer_account(&self, to: &PersonFacts) -> Decision {
        match () {
            () if !self.is_holder => self.over_user(&to.user).map_or(Hidden, |_| Forbidden(Refusal::HolderOnly)),
            () if to.user.id == self.user => Forbidden(Refusal::ToOneself),
            () if to.is_system => Forbidden(Refusal::System),
            () if to.is_suspended => Forbidden(Refusal::Suspended),
            () if !to.has_login => Forbidden(Refusal::NoLogin),
            () => Granted(Reason::Ownership),
        }
    }

    /// An offer is answered by `may`, and known to `sees` and to who holds the account.
    pub(super) fn answer(&self, may: &[UserId], sees: &[UserId]) -> Decision {
        match () {
            () if may.contains(&self.user) => Granted(Reason::Own),
            () if sees.contains(&self.user) || self.is_holder => Forbidden(Refusal::NotOffered),
            () => Hidden,
        }
    }
}

impl PersonFacts {
    /// Rule 6, as an exception: the operator gives an account whose holder is gone to somebody who can sign in there.
    pub(super) fn can_hold(&self) -> Decision {
        match () {
            () if self.is_holder => Forbidden(Refusal::Holder),
            () if self.is_system => Forbidden(Refusal::System),
            () if self.is_suspended => Forbidden(Refusal::Suspended),
            () if !self.has_login => Forbidden(Refusal::NoLogin),
            () => Granted(Reason::Operator),
        }
    }
}

impl OpenOffer {
    /// Why it does not stand any more; `None` while it does. Decided afresh (rule 11): whoever offered must be able to
    /// offer it to the same person now, and neither may sign in by other means than when it was offered, because then it
    /// may be somebody else who confirms.
    #[must_use]
    pub fn void(&self) -> Option<Void> {
        let Some(to) = self.to.as_ref().filter(|to| to.user.group.account == self.account) else {
            return Some(Void::Gone);
        };
        let from = UserActor {
            account: self.account,
            user: self.from,
            is_holder: self.from_holds,
            grants: Vec::new(),
            roles: Vec::new(),
        };
        match from.offer_account(to) {
            Granted(_) if !self.from_unchanged => Some(Void::HolderChanged),
            Granted(_) if !self.to_unchanged => Some(Void::ReceiverChanged),
            Granted(_) => None,
            Forbidden(Refusal::Suspended) => Some(Void::Suspended),
            Forbidden(Refusal::NoLogin | Refusal::System) => Some(Void::NoLogin),
            Forbidden(_) | Hidden => Some(Void::NotHolder),
        }
    }

    /// Nobody waits for an answer any longer.
    #[must_use]
    pub const fn has_lapsed(&self) -> bool {
        !self.is_accepted && self.is_due
    }

    /// It ends by itself when it lapsed or is void.
    pub(super) fn end(&self) -> Decision {
        if self.has_lapsed() || self.void().is_some() { Granted(Reason::System) } else { Forbidden(Refusal::NotYet) }
    }

    /// The account goes over when both have confirmed it, the time to cancel is over, and it still stands.
    pub(super) fn hand_over(&self) -> Decision {
        match () {
            () if self.void().is_some() => Forbidden(Refusal::OfferVoid),
            () if self.is_accepted && self.is_due => Granted(Reason::System),
            () => Forbidden(Refusal::NotYet),
        }
    }
}
