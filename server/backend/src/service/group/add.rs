//! A group is added below another one.

use super::{check_billing_code, visible};
use crate::access::{Caller, Entry, Scope};
use crate::{Portico, Result, store};
use domain::GroupId;
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::group::GroupForm;
use serde_json::json;

/// Adds a group below `parent`; gives its id.
///
/// # Errors
/// [`domain::Problem::Invalid`] for faults of the form, a name that a sibling has, or a tree that would be too deep.
pub async fn add(portico: &Portico, caller: &Caller, slug: &str, parent: &str, form: &GroupForm) -> Result<GroupId> {
    let input = form.parse()?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let parent = visible(&mut scope, parent).await?;
    check_billing_code(&mut scope, input.billing_code.as_deref()).await?;
    let mut permit = scope.authorize(Action::AddGroup, &Target::Group(parent.facts.clone()))?;
    let id = GroupId(portico.entropy.id(permit.now())?);
    store::groups::insert(&mut permit, id, parent.id, &input).await?;
    let after = json!({
        "parent": parent.id, "name": input.name, "description": input.description, "billing_code": input.billing_code,
    });
    let entry = Entry { event: Event::GroupAdded, target_kind: "group", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    Ok(id)
}
