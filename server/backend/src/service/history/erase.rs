//! A person's values are erased from the history, on their wish: the operator's command.

use crate::access::{Entry, Scope};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::{Problem, UserId};
use serde_json::json;

/// How much was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Entries about the person that keep no values.
    pub changes: u64,
    /// Entries made by the person that keep no address.
    pub origins: u64,
}

/// Erases the values of what was done to this user, and the addresses from which they acted. What was done, when and
/// by whom stays, and the chain holds as before: it never held the values, only commitments to them.
///
/// # Errors
/// [`Problem::Invalid`] when the account or the user is not there and never was.
pub async fn erase(portico: &Portico, slug: &str, user: &str) -> Result<Erased> {
    let no_user = || Problem::field("user", format!("User {user} is not in this account, and never was: give an id."));
    let id: UserId = user.parse().map_err(|_| no_user())?;
    let scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::EraseHistory, &Target::Account(account))?;
    let is_there = store::users::find(permit.tx(), account, id, &[]).await?.is_some();
    if !is_there && !store::history::knows(permit.tx(), account, id).await? {
        return Err(no_user().into());
    }
    let (changes, origins) = store::history::erase(&mut permit, id).await?;
    store::deleted_users::erase(&mut permit, id).await?;
    let after = json!({ "changes": changes, "origins": origins });
    let entry = Entry { event: Event::HistoryErased, target_kind: "user", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    Ok(Erased { changes, origins })
}
