//! A group's name, description and billing code change.

use super::{check_billing_code, visible};
use crate::access::{Caller, Entry, Scope};
use crate::store::groups::Group;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::group::{GroupForm, GroupInput};
use serde_json::json;

/// Changes what differs from what is stored; each part takes its own right. Nothing is overwritten that somebody else
/// changed since the form was filled.
///
/// # Errors
/// [`Problem::Conflict`] when the group has changed since `version`; otherwise as [`super::add`].
pub async fn edit(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    group: &str,
    form: &GroupForm,
    version: i32,
) -> Result<()> {
    let input = form.parse()?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let group = visible(&mut scope, group).await?;
    if group.version != version {
        return Err(conflict(&group, &input).into());
    }
    let recoded = group.billing_code != input.billing_code;
    if recoded {
        check_billing_code(&mut scope, input.billing_code.as_deref()).await?;
    }
    let target = Target::Group(group.facts.clone());
    let mut permit = scope.authorize(Action::DescribeGroup, &target)?;
    if group.name != input.name {
        permit.also(Action::RenameGroup, &target)?;
    }
    if recoded {
        permit.also(Action::SetBillingCode, &target)?;
    }
    if !store::groups::update(&mut permit, &group, &input, version).await? {
        return Err(conflict(&group, &input).into());
    }
    let before = json!({ "name": group.name, "description": group.description, "billing_code": group.billing_code });
    let after = json!({ "name": input.name, "description": input.description, "billing_code": input.billing_code });
    let entry = Entry { event: Event::GroupEdited, target_kind: "group", target: group.id.0, before, after };
    permit.commit(portico, entry).await
}

fn conflict(group: &Group, input: &GroupInput) -> Problem {
    let code = group.billing_code.as_deref().unwrap_or_default();
    let stored = [
        ("name", group.name.as_str(), input.name.as_str()),
        ("description", &group.description, &input.description),
        ("billing_code", code, input.billing_code.as_deref().unwrap_or_default()),
    ];
    crate::service::conflict(stored, group.version)
}
