//! Groups: seeing one, adding, editing, moving and deleting.

mod add;
mod delete;
mod edit;
mod relocate;
mod settings;
mod view;

pub use add::add;
pub use delete::delete;
pub use edit::edit;
pub use relocate::{plan_move, relocate};
pub use settings::{edit_settings, view_settings};
pub use view::view;

use crate::Result;
use crate::access::Scope;
use crate::store;
use crate::store::groups::Group;
use domain::access::{Action, Target};
use domain::{GroupId, Problem};

/// The group of this id, when the actor sees it.
pub(crate) async fn visible(scope: &mut Scope, id: &str) -> Result<Group> {
    let id: GroupId = super::id(id)?;
    let (account, held) = (scope.account(), scope.member()?.held.clone());
    let group = store::groups::find(scope.tx(), account, id, &held).await?.ok_or(Problem::NotFound)?;
    scope.require(Action::ViewGroup, &Target::Group(group.facts.clone()))?;
    Ok(group)
}

/// Rule 1: a billing code that somebody else's groups use cannot be taken by those who do not administer them.
async fn check_billing_code(scope: &mut Scope, code: Option<&str>) -> Result<()> {
    let Some(code) = code else { return Ok(()) };
    let (account, member) = (scope.account(), scope.member()?.clone());
    let administered = member.administered();
    if store::groups::billing_code_used_elsewhere(scope.tx(), account, code, &administered).await? {
        let message = "Billing code is in use outside what you administer; choose another one.";
        return Err(Problem::field("billing_code", message).into());
    }
    Ok(())
}
