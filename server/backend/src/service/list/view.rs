//! The page of the mailing lists.

use crate::access::Scope;
use crate::service::profile::own;
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::notification::ListsView;

/// Every list, with whether the person reads it.
///
/// # Errors
/// [`domain::Problem::Forbidden`] while one looks at the account as somebody else: lists are a person's own.
pub async fn view(scope: &mut Scope) -> Result<ListsView> {
    let user = own(scope).await?;
    scope.require(Action::ViewProfile, &Target::User(user.facts()))?;
    let member = scope.member()?.clone();
    if member.viewer.is_some() {
        return Err(domain::Problem::Forbidden { reason: domain::access::Refusal::Viewing.explain().to_owned() }.into());
    }
    Ok(ListsView { lists: store::lists::of_login(scope.tx(), member.login).await?, email: member.email })
}
