//! What something is to be done to. The caller gathers these facts on the server, inside the transaction that will
//! write and after the account's lock is taken.

use super::{Level, Moment};
use crate::{AccountId, GroupId, UserId};

/// What is known of a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

/// What is known of a user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserFacts {
    /// The user.
    pub id: UserId,
    /// The group they are in.
    pub group: GroupFacts,
}

/// What is known of a user when what they reach matters, too (rule 4).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonFacts {
    /// The user.
    pub user: UserFacts,
    /// A machine, which never signs in (rule 8).
    pub is_system: bool,
    /// They hold the account.
    pub is_holder: bool,
    /// They have one of the account-wide roles.
    pub has_role: bool,
    /// They are kept from acting.
    pub is_suspended: bool,
    /// They have a login.
    pub has_login: bool,
    /// Their login was made in this account and belongs to no other.
    pub is_managed: bool,
    /// Everything that they hold: also what sleeps while they are suspended, and what they will hold as a deputy.
    pub holds: Vec<Holding>,
}

/// A grant that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Holding {
    /// How much it allows.
    pub level: Level,
    /// What it is on.
    pub on: Place,
    /// When it ends by itself.
    pub until: Option<Moment>,
}

/// What a grant is on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A group with everything below it.
    Group(GroupFacts),
    /// One user.
    User(UserFacts),
}

impl Place {
    /// The account it is in.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        match self {
            Self::Group(group) => group.account,
            Self::User(user) => user.group.account,
        }
    }
}

/// A grant that somebody wants to give.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NewGrant {
    /// On what.
    pub on: NewGrantOn,
    /// To whom.
    pub to: PersonFacts,
    /// How much it would allow.
    pub level: Level,
    /// When it would end by itself.
    pub until: Option<Moment>,
}

/// What a new grant would be on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NewGrantOn {
    /// A group with everything below it.
    Group(GroupFacts),
    /// One user, with what they reach.
    Person(PersonFacts),
}

/// A grant that somebody has given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GivenGrant {
    /// On what.
    pub on: Place,
    /// To whom.
    pub holder: UserId,
    /// By whom; `None` for the operator.
    pub giver: Option<UserId>,
}

/// An account that was offered and has not gone over, as things are at this moment (rules 6 and 11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOffer {
    /// Which account.
    pub account: AccountId,
    /// Who offered it.
    pub from: UserId,
    /// They hold it still.
    pub from_holds: bool,
    /// To whom; `None` when they are gone.
    pub to: Option<PersonFacts>,
    /// How the one who offered signs in is as it was at the offer.
    pub from_unchanged: bool,
    /// The same of the one to whom it was offered.
    pub to_unchanged: bool,
    /// They have accepted.
    pub is_accepted: bool,
    /// Its time is over: to be answered, or once accepted, to be cancelled.
    pub is_due: bool,
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
    /// A user with what they reach.
    Person(Box<PersonFacts>),
    /// A grant to be given.
    NewGrant(Box<NewGrant>),
    /// A grant that was given.
    GivenGrant(Box<GivenGrant>),
    /// A deputy that was appointed.
    Deputy {
        /// In which account.
        account: AccountId,
        /// Who is away.
        principal: UserId,
        /// Who acts for them.
        deputy: UserId,
    },
    /// An account that goes from one user to another.
    Handover {
        /// Which.
        account: AccountId,
        /// By whom.
        from: UserId,
        /// To whom.
        to: UserId,
    },
    /// The same, with what decides whether it still stands.
    OpenOffer(Box<OpenOffer>),
}

impl Target {
    /// The account in which all of it lies; `None` when it lies in none, or in more than one.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        let same = |one: AccountId, other: AccountId| (one == other).then_some(one);
        match self {
            Self::Portico => None,
            Self::Account(account) | Self::Deputy { account, .. } | Self::Handover { account, .. } => Some(*account),
            Self::Group(group) => Some(group.account),
            Self::User(user) => Some(user.group.account),
            Self::OpenOffer(offer) => Some(offer.account),
            Self::Person(person) => Some(person.user.group.account),
            Self::GivenGrant(given) => Some(given.on.account()),
            Self::GroupMove(group, to) => same(group.account, to.account),
            Self::UserMove(user, to) => same(user.group.account, to.account),
            Self::NewGrant(new) => {
                let on = match &new.on {
                    NewGrantOn::Group(group) => group.account,
                    NewGrantOn::Person(person) => person.user.group.account,
                };
                same(on, new.to.user.group.account)
            }
        }
    }
}
