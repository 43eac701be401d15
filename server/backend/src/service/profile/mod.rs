//! My Profile: one's own contact information, and the company's for the account holder.

mod edit_company;
mod edit_contact;
mod self_service;
mod view;

pub use edit_company::edit_company;
pub use edit_contact::edit_contact;
pub use self_service::set_self_service_reset;
pub use view::view;

use crate::Result;
use crate::access::Scope;
use crate::store;
use crate::store::users::User;
use domain::Problem;

/// The signed-in person's own user.
pub(crate) async fn own(scope: &mut Scope) -> Result<User> {
    let (account, member) = (scope.account(), scope.member()?.clone());
    Ok(store::users::find(scope.tx(), account, member.actor.user, &member.held).await?.ok_or(Problem::NotFound)?)
}
