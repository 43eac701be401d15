//! An empty group is removed.

use super::visible;
use crate::access::{Caller, Entry, Scope};
use crate::service::access::{First, fall, what_falls};
use crate::store::grants::Which;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::{GrantId, GroupId, Problem};
use serde_json::json;

/// Removes a group that holds neither users nor groups, with the access to it; gives the group that it stood in.
///
/// # Errors
/// [`Problem::Invalid`] when it is not empty.
pub async fn delete(portico: &Portico, caller: &Caller, slug: &str, group: &str) -> Result<GroupId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let group = visible(&mut scope, group).await?;
    scope.require(Action::DeleteGroup, &Target::Group(group.facts.clone()))?;
    let (account, now) = (scope.account(), scope.now());
    let on_it = store::grants::find(scope.tx(), account, Which::OnGroups(&[group.id.0]), now).await?;
    let on_it: Vec<GrantId> = on_it.iter().map(|grant| grant.id).collect();
    let falling = what_falls(&mut scope, First { certainly: &on_it, perhaps: &[] }, false, None).await?;
    let mut permit = scope.authorize(Action::DeleteGroup, &Target::Group(group.facts.clone()))?;
    fall(&mut permit, portico, &falling).await?;
    store::grants::delete_expired(&mut permit, group.id).await?;
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
