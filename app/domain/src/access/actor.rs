//! Who acts, and what they were given.

use super::{Basis, KeyActor, OperatorKeyActor, Reason};
use crate::role::Role;
use crate::{AccountId, GroupId, UserId};
use serde::{Deserialize, Serialize};

/// How much a grant allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Reads what an administrator reads, except notes, history and export.
    Viewer,
    /// Sees and changes.
    Administrator,
}

impl Level {
    /// The name under which it is stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Administrator => "administrator",
        }
    }
}

impl std::str::FromStr for Level {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "viewer" => Ok(Self::Viewer),
            "administrator" => Ok(Self::Administrator),
            _ => Err("must be administrator or viewer"),
        }
    }
}

/// A moment, in seconds since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment(pub i64);

/// Whether what ends at `own` is still there when what ends at `other` ends; `None` never ends.
#[must_use]
pub fn outlasts(own: Option<Moment>, other: Option<Moment>) -> bool {
    match (own, other) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(own), Some(other)) => own >= other,
    }
}

/// What a grant is on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reach {
    /// A group with everything below it, by its name.
    Group(GroupId, String),
    /// One user.
    User(UserId),
}

/// Something that the actor holds and that is in force: a grant of their own, or what somebody else holds while the
/// actor is their deputy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HeldGrant {
    /// What a grant that is given by it rests on.
    pub basis: Basis,
    /// How much it allows.
    pub level: Level,
    /// What it is on.
    pub on: Reach,
    /// When it ends by itself.
    pub until: Option<Moment>,
    /// Who gave it, by name; `None` when the operator did.
    pub granted_by: Option<String>,
    /// The day on which it was given, as the actor reads dates.
    pub granted_on: String,
    /// Whose it is, when the actor only stands in for them.
    pub deputy_for: Option<Principal>,
}

/// Somebody for whom another acts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Principal {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
}

impl HeldGrant {
    /// Why the actor may do what this grant allows.
    #[must_use]
    pub fn reason(&self) -> Reason {
        Reason::Grant {
            basis: self.basis,
            level: self.level,
            on: match &self.on {
                Reach::Group(_, name) => Some(name.clone()),
                Reach::User(_) => None,
            },
            by: self.granted_by.clone(),
            when: self.granted_on.clone(),
            deputy_for: self.deputy_for.clone(),
        }
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A user of one account.
    User(UserActor),
    /// A user who looks at the account as another user sees it (rule 12).
    Viewing(Box<Viewing>),
    /// Whoever runs this Portico, by command on its own machine.
    Operator,
    /// Portico itself: what people have confirmed takes effect, and what became void ends, without anybody there.
    System,
    /// A program, by a key of an account.
    Key(KeyActor),
    /// A program, by a key of whoever runs this Portico.
    OperatorKey(OperatorKeyActor),
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
    /// What they hold, in force.
    pub grants: Vec<HeldGrant>,
    /// What they may do for the whole account. The account holder needs none.
    pub roles: Vec<Role>,
}

/// Two people's eyes: nothing is shown that not both may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewing {
    /// Who looks.
    pub by: UserActor,
    /// As whom.
    pub shown: UserActor,
}
