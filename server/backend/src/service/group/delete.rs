//! An empty group is removed.

use super::visible;
use crate::access::{Caller, Entry, Scope};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::{GroupId, Problem};
use serde_json::json;

/// Removes a group that holds neither users nor groups; gives the group that it stood in.
///
/// # Errors
/// [`Problem::Invalid`] when it is not empty.
pub async fn delete(portico: &Portico, caller: &Caller, slug: &str, group: &str) -> Result<GroupId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let group = visible(&mut scope, group).await?;
    let mut permit = scope.authorize(Action::DeleteGroup, &Target::Group(group.facts.clone()))?;
    // The root is refused above, so there is a parent.
    let parent = group.facts.parent().and_then(|parent| parent.id()).ok_or(Problem::NotFound)?;
    if !store::groups::delete(&mut permit, &group).await? {
        let message = format!(
            "{} still holds {} users and {} groups. Move them out first.",
            group.name, group.subtree_users, group.subtree_groups
        );
        return Err(Problem::field("", message).into());
    }
    let before = json!({
        "parent": parent, "name": group.name, "description": group.description, "billing_code": group.billing_code,
    });
    let entry =
        Entry { event: Event::GroupDeleted, target_kind: "group", target: group.id.0, before, after: json!({}) };
    permit.commit(portico, entry).await?;
    Ok(parent)
}
