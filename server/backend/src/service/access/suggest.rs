//! People by the beginning of what is typed.

use crate::Result;
use crate::access::Scope;
use crate::service::tree;
use domain::access::{Action, Target};
use domain::tree::{Row, TreeView};
use domain::user::UserKind;

/// How many are suggested.
const MOST: usize = 8;

/// The User ids and names of a few people among those that the actor sees and whose id or name contains what is typed.
///
/// # Errors
/// [`domain::Problem::Forbidden`] when the actor administers nobody.
pub async fn suggest(scope: &mut Scope, typed: &str) -> Result<Vec<(String, String)>> {
    let account = scope.account();
    scope.require(Action::BrowseUsers, &Target::Account(account))?;
    if typed.trim().is_empty() {
        return Ok(Vec::new());
    }
    let view = TreeView { q: typed.to_owned(), kind: UserKind::Person.name().to_owned(), ..TreeView::default() };
    let found = tree::show(scope, &view).await?.rows.into_iter().filter_map(|row| match row {
        Row::User(user) => Some((user.handle, user.name)),
        Row::Group(_) | Row::MoreUsers { .. } | Row::MoreGroups { .. } => None,
    });
    Ok(found.take(MOST).collect())
}
