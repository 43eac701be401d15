//! A group or a user goes to another place: what it would change, doing it, undoing it. All three look at the same
//! plan.

mod carry_out;
mod people;
mod plan;
mod undo;
mod view;

pub use carry_out::relocate;
pub(crate) use undo::last_move;
pub use undo::undo;
pub use view::plan_move;

use crate::access::Scope;
use crate::service::access::Relocation;
use crate::store::groups::Group;
use crate::store::users::User;
use crate::{Result, service, store};
use domain::access::{Action, GroupFacts, Target};
use domain::{GroupId, Problem};

/// What is to go: the end of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A group, by id.
    Group(String),
    /// A user, by id.
    User(String),
}

/// What is to go, as it is.
#[derive(Debug, Clone)]
enum Subject {
    Group(Group),
    User(Box<User>),
}

impl Subject {
    /// When the actor sees it.
    async fn find(scope: &mut Scope, what: &What) -> Result<Self> {
        Ok(match what {
            What::Group(id) => Self::Group(service::group::visible(scope, id).await?),
            What::User(id) => Self::User(Box::new(service::user::visible(scope, id).await?)),
        })
    }

    fn name(&self) -> &str {
        match self {
            Self::Group(group) => &group.name,
            Self::User(user) => user.display_name(),
        }
    }

    /// The group it stands in; `None` for the root.
    fn from(&self) -> Option<GroupFacts> {
        match self {
            Self::Group(group) => group.facts.parent(),
            Self::User(user) => Some(user.group.facts.clone()),
        }
    }

    /// The names of the groups it stands in, joined with ` / `.
    fn place_text(&self) -> String {
        match self {
            Self::Group(group) => group.parent_text(),
            Self::User(user) => user.group.path_text(),
        }
    }

    /// Going there, as something to be decided. The root goes nowhere, which is decided too.
    fn going(&self, to: GroupFacts) -> (Action, Target) {
        match self {
            Self::Group(group) => (Action::MoveGroup, Target::GroupMove(group.facts.clone(), to)),
            Self::User(user) => (Action::MoveUser, Target::UserMove(user.facts(), to)),
        }
    }

    /// Leaving the place where it is.
    fn leaving(&self) -> (Action, Target) {
        let from = match self {
            Self::Group(group) => group.facts.parent().unwrap_or_else(|| group.facts.clone()),
            Self::User(user) => user.group.facts.clone(),
        };
        self.going(from)
    }

    fn relocation(&self, to: GroupFacts) -> Relocation {
        match self {
            Self::Group(group) => Relocation { group: Some(group.id), user: None, to },
            Self::User(user) => Relocation { group: None, user: Some(user.id), to },
        }
    }
}

/// The group that a form names as the place to go to, when the actor sees it.
async fn destination(scope: &mut Scope, to: &str) -> Result<Group> {
    match service::group::visible(scope, to).await {
        // Naming something hidden answers like naming nothing (rule 10).
        Err(crate::Error::Problem(Problem::NotFound)) => {
            Err(Problem::field("to", "Choose the group to move to from the list.").into())
        }
        found => found,
    }
}

/// A group by id, whatever the actor may see.
async fn group(scope: &mut Scope, id: GroupId) -> Result<Option<Group>> {
    let account = scope.account();
    store::groups::find(scope.tx(), account, id, &[]).await
}
