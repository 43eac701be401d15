//! What is answered, and the words for it.

use super::{Level, Principal};
use crate::program::{KeyScope, OperatorScope};
use crate::role::Role;
use crate::{DeputyId, GrantId};
use serde::{Deserialize, Serialize};

/// What a right rests on: a grant, or ownership when there is none; held by a deputy when there is one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Basis {
    /// The grant; `None` is ownership of the account.
    pub grant: Option<GrantId>,
    /// The appointment by which a deputy uses it.
    pub deputy: Option<DeputyId>,
}

/// Through what a right is held: the answer to *Why?*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "through", rename_all = "snake_case")]
pub enum Reason {
    /// They hold the account.
    Ownership,
    /// It is theirs.
    Own,
    /// The operator's command.
    Operator,
    /// Its time has come, or what it rested on is gone.
    System,
    /// A scope of the key.
    Key,
    /// An account-wide role.
    Role {
        /// Which.
        role: Role,
    },
    /// A grant.
    Grant {
        /// Which.
        basis: Basis,
        /// How much it allows.
        level: Level,
        /// The name of the group it is on; `None` when it is on this very user.
        on: Option<String>,
        /// Who gave it; `None` when the operator did.
        by: Option<String>,
        /// When, as the actor reads dates.
        when: String,
        /// For whom the actor stands in.
        deputy_for: Option<Principal>,
    },
}

impl Reason {
    /// What a grant that is given by this right rests on.
    #[must_use]
    pub const fn basis(&self) -> Basis {
        match self {
            Self::Grant { basis, .. } => *basis,
            _ => Basis { grant: None, deputy: None },
        }
    }

    /// For whom whoever uses this right stands in.
    #[must_use]
    pub const fn principal(&self) -> Option<&Principal> {
        match self {
            Self::Grant { deputy_for, .. } => deputy_for.as_ref(),
            _ => None,
        }
    }

    /// The reason as a sentence to the person who holds the right.
    #[must_use]
    pub fn explain(&self) -> String {
        match self {
            Self::Ownership => "You hold this account.".to_owned(),
            Self::Own => "This is your own.".to_owned(),
            Self::Operator => "You operate this Portico.".to_owned(),
            Self::System => "Its time has come.".to_owned(),
            Self::Key => "The key has this scope.".to_owned(),
            Self::Role { role } => format!("Your role is {}; the account holder gave it.", role.label()),
            Self::Grant { basis: Basis { grant: None, .. }, deputy_for, .. } => {
                let holder = deputy_for.as_ref().map_or("the account holder", |principal| &principal.name);
                format!("You stand in for {holder}, who holds this account.")
            }
            Self::Grant { level, on, by, when, deputy_for, .. } => {
                let verb = match level {
                    Level::Viewer => "may view",
                    Level::Administrator => "administer",
                };
                let on = on.as_deref().unwrap_or("this user");
                let by = by.as_deref().unwrap_or("the operator");
                match deputy_for {
                    None => format!("You {verb} {on}, granted by {by} on {when}."),
                    Some(Principal { name, .. }) => {
                        format!("You {verb} {on} as deputy for {name}, granted to them by {by} on {when}.")
                    }
                }
            }
        }
    }
}

/// The rule that refuses, numbered as in the text of [`super`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The actor sees it through a viewer's grant only.
    ViewerOnly,
    /// Rule 1: it takes access to the group's parent.
    NeedsParent,
    /// The root group is the account: it has no parent and stays.
    Root,
    /// Rule 2: it takes access to the group it is in now.
    NeedsOldParent,
    /// Rule 2: it takes access to the group it would go to.
    NeedsNewParent,
    /// Rule 2: a group never goes below itself.
    BelowItself,
    /// Rule 3: nobody grants to themselves.
    ToOneself,
    /// Rule 3: what is given ends no later than what it rests on.
    EndsLater,
    /// Rule 3: who may end a grant.
    NotTheirsToRevoke,
    /// Rule 4: the target reaches further than the actor.
    Stronger,
    /// Rule 4: only the account holder covers somebody with a role.
    HasRole,
    /// The model: the login belongs to more than this account.
    NotManaged,
    /// Rule 6: the account holder is replaced, never suspended or demoted.
    Holder,
    /// Rule 6: nobody answers for the one to whom the account was offered.
    NotOffered,
    /// Rule 6: an account is held by somebody who can sign in.
    NoLogin,
    /// Rule 6: neither has the time come nor has anything made it void.
    NotYet,
    /// Rule 6: something changed since the account was offered.
    OfferVoid,
    /// Rules 6 and 7: the account holder's alone.
    HolderOnly,
    /// Rule 8: system users hold nothing and never sign in.
    System,
    /// A suspended user cannot be given this.
    Suspended,
    /// Rule 9 and the model: it is about oneself, and takes somebody else.
    Oneself,
    /// Rule 12: looking as somebody else changes nothing.
    Viewing,
    /// Deputies do not do this for their principals.
    NotAsDeputy,
    /// The actor administers nothing here.
    NoAdministration,
    /// It takes an account-wide role.
    NeedsRole(Role),
    /// It takes a key with this scope.
    NeedsScope(KeyScope),
    /// It takes an operator's key with this scope.
    NeedsOperatorScope(OperatorScope),
}

impl Refusal {
    /// The refusal as a sentence to the person who is refused.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::ViewerOnly => "You may view this, and not change it: that takes an administrator.",
            Self::NeedsParent => "This takes administrator access to the group above it.",
            Self::Root => "The top group is the account itself: it is not moved, deleted or renamed here.",
            Self::NeedsOldParent => "Moving takes administrator access to the group that this is in now.",
            Self::NeedsNewParent => "Moving takes administrator access to the group that this would go to.",
            Self::BelowItself => "A group cannot go below itself.",
            Self::ToOneself => "Nobody gives access to themselves; somebody else who administers this can.",
            Self::EndsLater => "Access that you give ends no later than your own; choose an earlier day.",
            Self::NotTheirsToRevoke => {
                "This access is ended by whoever gave it, whoever holds it, or an administrator of the group above."
            }
            Self::Stronger => "This user reaches further than you do, so this takes somebody who covers all of it.",
            Self::HasRole => "This user has a role for the whole account, so this takes the account holder.",
            Self::NotManaged => {
                "This person signs in to other accounts too: their password and email address are their own."
            }
            Self::Holder => "The account holder reaches everything and is only replaced by handing the account over.",
            Self::NotOffered => "Only the two people between whom the account goes over can do this.",
            Self::NoLogin => "This user cannot sign in yet.",
            Self::NotYet => "The time for this has not come.",
            Self::OfferVoid => "Something has changed since the account was offered.",
            Self::HolderOnly => "Only the account holder may do this.",
            Self::System => "A system user is a machine: it never signs in and is given no access.",
            Self::Suspended => "This user is suspended; end that first.",
            Self::Oneself => "Nobody does this to themselves.",
            Self::Viewing => "You are looking as somebody else: nothing can be changed meanwhile.",
            Self::NotAsDeputy => "A deputy does not do this for who is away.",
            Self::NoAdministration => {
                "You do not administer any users here. Whoever administers your group can change that."
            }
            Self::NeedsScope(scope) => scope.missing(),
            Self::NeedsOperatorScope(scope) => scope.missing(),
            Self::NeedsRole(Role::ActivateLicenses) => {
                "This takes the role Activate Licenses, which the account holder gives."
            }
            Self::NeedsRole(Role::MakePurchases) => {
                "This takes the role Make Purchases, which the account holder gives."
            }
            Self::NeedsRole(Role::PayInvoices) => {
                "This takes the role View and Pay Invoices, which the account holder gives."
            }
        }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Allowed, through this.
    Granted(Reason),
    /// The actor may know that it is there and may not do this (403).
    Forbidden(Refusal),
    /// The actor may not know that it is there (404).
    Hidden,
}

impl Decision {
    /// Whether it is allowed.
    #[must_use]
    pub const fn is_granted(&self) -> bool {
        matches!(self, Self::Granted(_))
    }
}

/// What a page is told about one action on what it shows: whether to offer it, and why or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Whether it would be done.
    pub allowed: bool,
    /// The reason, or the refusal, as a sentence.
    pub why: String,
}

impl From<Decision> for Offer {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Granted(reason) => Self { allowed: true, why: reason.explain() },
            Decision::Forbidden(refusal) => Self { allowed: false, why: refusal.explain().to_owned() },
            Decision::Hidden => Self { allowed: false, why: String::new() },
        }
    }
}
