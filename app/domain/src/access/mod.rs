//! Who may do what. [`decide`] is the only place that knows a rule; everything else asks it.
//!
//! The rules by number:
//!
//! 1. An administrator of a group may see and edit the users in its subtree, its settings, and the groups below it.
//!    Renaming, moving or deleting *the group itself*, or changing its billing code, takes access to its parent.
//! 2. A move takes administrator access on the moved node's old parent *and* its new parent. A group never goes below
//!    itself; the root never moves.
//! 7. Company details are the account holder's alone.
//! 10. What the actor may not see answers like what does not exist.
//!
//! Nothing crosses accounts. The decision is pure: the caller gathers the facts, on the server, inside the
//! transaction that will write.

use crate::{AccountId, GrantId, GroupId, UserId};
use serde::{Deserialize, Serialize};

/// How much a grant allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Reads what an administrator reads, except notes, history and export.
    Viewer,
    /// Sees and changes.
    Administrator,
}

/// What a grant is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// A group with everything below it, by its name.
    Group(GroupId, String),
    /// One user.
    User(UserId),
}

/// A grant that the actor holds and that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldGrant {
    /// The grant.
    pub id: GrantId,
    /// How much it allows.
    pub level: Level,
    /// What it is on.
    pub on: Reach,
    /// Who gave it, by name; `None` when the operator did.
    pub granted_by: Option<String>,
    /// The day on which it was given, as the actor reads dates.
    pub granted_on: String,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A user of one account.
    User(UserActor),
    /// Whoever runs this Portico, by command on its own machine.
    Operator,
}

/// A signed-in user, with what they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserActor {
    /// The account in which they act.
    pub account: AccountId,
    /// Who they are there.
    pub user: UserId,
    /// They own the account and administer its root by ownership.
    pub is_holder: bool,
    /// The grants in force.
    pub grants: Vec<HeldGrant>,
}

/// What is known of a group when something is to be done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupFacts {
    /// The account it belongs to.
    pub account: AccountId,
    /// From the root down to the group itself; never empty.
    pub path: Vec<GroupId>,
}

impl GroupFacts {
    /// The group itself.
    #[must_use]
    pub fn id(&self) -> Option<GroupId> {
        self.path.last().copied()
    }

    /// The group it stands in; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        match self.path.split_last() {
            Some((_, above)) if !above.is_empty() => Some(Self { account: self.account, path: above.to_vec() }),
            _ => None,
        }
    }
}

/// What is known of a user when something is to be done to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFacts {
    /// The user.
    pub id: UserId,
    /// The group they are in.
    pub group: GroupFacts,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Make an account.
    CreateAccount,
    /// Load groups, users and grants from files.
    ImportOrganization,
    /// Open the Users page at all.
    BrowseUsers,
    /// See a group, what it holds and who administers it.
    ViewGroup,
    /// Add a group below a group.
    AddGroup,
    /// Change a group's description.
    DescribeGroup,
    /// Change a group's name.
    RenameGroup,
    /// Change the code under which a group's cost is billed internally.
    SetBillingCode,
    /// Remove an empty group.
    DeleteGroup,
    /// Put a group below another one.
    MoveGroup,
    /// See a user and who may administer them.
    ViewUser,
    /// Put a user into another group.
    MoveUser,
    /// Read one's own contact information.
    ViewProfile,
    /// Change one's own contact information.
    EditProfile,
    /// Change the company's details.
    EditCompany,
}

impl Action {
    /// Every action, for the tables that tests compare.
    pub const ALL: [Self; 15] = [
        Self::CreateAccount,
        Self::ImportOrganization,
        Self::BrowseUsers,
        Self::ViewGroup,
        Self::AddGroup,
        Self::DescribeGroup,
        Self::RenameGroup,
        Self::SetBillingCode,
        Self::DeleteGroup,
        Self::MoveGroup,
        Self::ViewUser,
        Self::MoveUser,
        Self::ViewProfile,
        Self::EditProfile,
        Self::EditCompany,
    ];
}

/// What it is to be done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The installation.
    Portico,
    /// An account as a whole.
    Account(AccountId),
    /// A group.
    Group(GroupFacts),
    /// A group and where it would go.
    GroupMove(GroupFacts, GroupFacts),
    /// A user.
    User(UserFacts),
    /// A user and the group they would go to.
    UserMove(UserFacts, GroupFacts),
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
    /// A grant.
    Grant {
        /// Which.
        grant: GrantId,
        /// How much it allows.
        level: Level,
        /// The name of the group it is on; `None` when it is on this very user.
        on: Option<String>,
        /// Who gave it; `None` when the operator did.
        by: Option<String>,
        /// When, as the actor reads dates.
        when: String,
    },
}

impl Reason {
    /// The reason as a sentence to the person who holds the right.
    #[must_use]
    pub fn explain(&self) -> String {
        match self {
            Self::Ownership => "You hold this account.".to_owned(),
            Self::Own => "This is your own.".to_owned(),
            Self::Operator => "You operate this Portico.".to_owned(),
            Self::Grant { level, on, by, when, .. } => {
                let verb = match level {
                    Level::Viewer => "may view",
                    Level::Administrator => "administer",
                };
                let on = on.as_deref().unwrap_or("this user");
                let by = by.as_deref().unwrap_or("the operator");
                format!("You {verb} {on}, granted by {by} on {when}.")
            }
        }
    }
}

/// The rule that refuses, numbered as in this module's text.
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
    /// Rule 7: the account holder's alone.
    HolderOnly,
    /// The actor administers nothing here.
    NoAdministration,
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
            Self::HolderOnly => "Only the account holder may do this.",
            Self::NoAdministration => {
                "You do not administer any users here. Whoever administers your group can change that."
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

/// Decides whether `actor` may do `action` to `target`. An action that does not fit its target's kind is hidden.
#[must_use]
pub fn decide(actor: &Actor, action: Action, target: &Target) -> Decision {
    match actor {
        Actor::Operator => match action {
            Action::CreateAccount | Action::ImportOrganization => Decision::Granted(Reason::Operator),
            _ => Decision::Hidden,
        },
        Actor::User(actor) if account_of(target) == Some(actor.account) => actor.decide(action, target),
        Actor::User(_) => Decision::Hidden,
    }
}

fn account_of(target: &Target) -> Option<AccountId> {
    match target {
        Target::Portico => None,
        Target::Account(account) => Some(*account),
        Target::Group(group) => Some(group.account),
        Target::User(user) => Some(user.group.account),
        // Both ends, or neither.
        Target::GroupMove(group, to) => (group.account == to.account).then_some(group.account),
        Target::UserMove(user, to) => (user.group.account == to.account).then_some(to.account),
    }
}

impl UserActor {
    fn decide(&self, action: Action, target: &Target) -> Decision {
        use Decision::{Forbidden, Granted, Hidden};
        match (action, target) {
            (Action::BrowseUsers, Target::Account(_)) => {
                self.any_administration().map_or(Forbidden(Refusal::NoAdministration), Granted)
            }
            (Action::ViewGroup, Target::Group(group)) => self.over_group(group).map_or(Hidden, Granted),
            (Action::AddGroup | Action::DescribeGroup, Target::Group(group)) => {
                self.administers(self.over_group(group))
            }
            (Action::RenameGroup | Action::SetBillingCode | Action::DeleteGroup, Target::Group(group)) => {
                self.of_its_parent(group, Refusal::NeedsParent)
            }
            (Action::MoveGroup, Target::GroupMove(group, to)) => self.move_group(group, to),
            (Action::ViewUser, Target::User(user)) => self.over_user(user).map_or(Hidden, Granted),
            (Action::MoveUser, Target::UserMove(user, to)) => self.move_user(user, to),
            (Action::ViewProfile | Action::EditProfile, Target::User(user)) if user.id == self.user => {
                Granted(Reason::Own)
            }
            (Action::EditCompany, Target::Account(_)) if self.is_holder => Granted(Reason::Ownership),
            (Action::EditCompany, Target::Account(_)) => Forbidden(Refusal::HolderOnly),
            _ => Hidden,
        }
    }

    /// Rule 1's second half: what is done to the group itself takes its parent. The root has none.
    fn of_its_parent(&self, group: &GroupFacts, refusal: Refusal) -> Decision {
        if self.over_group(group).is_none() {
            return Decision::Hidden;
        }
        let Some(parent) = group.parent() else {
            return Decision::Forbidden(Refusal::Root);
        };
        match self.administers(self.over_group(&parent)) {
            Decision::Hidden => Decision::Forbidden(refusal),
            decided => decided,
        }
    }

    fn move_group(&self, group: &GroupFacts, to: &GroupFacts) -> Decision {
        let from_old = self.of_its_parent(group, Refusal::NeedsOldParent);
        if !from_old.is_granted() {
            return from_old;
        }
        match self.administers(self.over_group(to)) {
            Decision::Granted(_) if to.path.iter().any(|above| Some(*above) == group.id()) => {
                Decision::Forbidden(Refusal::BelowItself)
            }
            Decision::Granted(_) => from_old,
            Decision::Forbidden(_) => Decision::Forbidden(Refusal::NeedsNewParent),
            // Rule 10: a group that the actor cannot see is no place to name.
            Decision::Hidden => Decision::Hidden,
        }
    }

    fn move_user(&self, user: &UserFacts, to: &GroupFacts) -> Decision {
        if self.over_user(user).is_none() {
            return Decision::Hidden;
        }
        let from_old = match self.administers(self.over_group(&user.group)) {
            Decision::Granted(reason) => reason,
            _ => return Decision::Forbidden(Refusal::NeedsOldParent),
        };
        match self.administers(self.over_group(to)) {
            Decision::Granted(_) => Decision::Granted(from_old),
            Decision::Forbidden(_) => Decision::Forbidden(Refusal::NeedsNewParent),
            Decision::Hidden => Decision::Hidden,
        }
    }

    /// Turns "sees it, through this" into "may change it".
    fn administers(&self, seen: Option<Reason>) -> Decision {
        match seen {
            None => Decision::Hidden,
            Some(Reason::Grant { level: Level::Viewer, .. }) => Decision::Forbidden(Refusal::ViewerOnly),
            Some(reason) => Decision::Granted(reason),
        }
    }

    /// The strongest way in which the actor reaches a group: ownership, then an administrator's grant on the nearest
    /// group above, then a viewer's.
    fn over_group(&self, group: &GroupFacts) -> Option<Reason> {
        if self.is_holder {
            return Some(Reason::Ownership);
        }
        self.strongest(|on| match on {
            Reach::Group(id, _) => group.path.iter().rposition(|above| above == id),
            Reach::User(_) => None,
        })
    }

    /// As [`Self::over_group`], for a user: also through a grant on that very user.
    fn over_user(&self, user: &UserFacts) -> Option<Reason> {
        if self.is_holder {
            return Some(Reason::Ownership);
        }
        self.strongest(|on| match on {
            Reach::Group(id, _) => user.group.path.iter().rposition(|above| above == id),
            Reach::User(id) => (*id == user.id).then_some(usize::MAX),
        })
    }

    /// Among the grants for which `near` answers, the one of the highest level and then the nearest.
    fn strongest(&self, near: impl Fn(&Reach) -> Option<usize>) -> Option<Reason> {
        self.grants
            .iter()
            .filter_map(|grant| Some((grant.level, near(&grant.on)?, grant)))
            .max_by_key(|(level, nearness, _)| (*level, *nearness))
            .map(|(.., grant)| grant.reason())
    }

    fn any_administration(&self) -> Option<Reason> {
        if self.is_holder {
            return Some(Reason::Ownership);
        }
        self.strongest(|_| Some(0))
    }
}

impl HeldGrant {
    fn reason(&self) -> Reason {
        Reason::Grant {
            grant: self.id,
            level: self.level,
            on: match &self.on {
                Reach::Group(_, name) => Some(name.clone()),
                Reach::User(_) => None,
            },
            by: self.granted_by.clone(),
            when: self.granted_on.clone(),
        }
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
