//! Users: seeing one, moving one, deleting one, and what is done to their way in.

mod delete;
mod relocate;
mod reset_second_factor;
mod restore;
mod set_password;
mod suspend;
mod view;

pub use delete::{delete, plan_delete};
pub use relocate::{plan_move, relocate};
pub use reset_second_factor::{plan_reset_factor, reset_factor};
pub use restore::{deleted, restore, sweep};
pub use set_password::{plan_set_password, set_password};
pub use suspend::{plan_suspend, resume, suspend};
pub use view::view;

use crate::Result;
use crate::access::Scope;
use crate::store;
use crate::store::users::User;
use domain::access::{Action, Target};
use domain::{Problem, UserId};

/// The user of this id, when the actor sees them.
pub(crate) async fn visible(scope: &mut Scope, id: &str) -> Result<User> {
    let id: UserId = super::id(id)?;
    let (account, held) = (scope.account(), scope.member()?.held.clone());
    let user = store::users::find(scope.tx(), account, id, &held).await?.ok_or(Problem::NotFound)?;
    scope.require(Action::ViewUser, &Target::User(user.facts()))?;
    Ok(user)
}
