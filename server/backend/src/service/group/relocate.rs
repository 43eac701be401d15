//! A group goes below another one, with everything in it.

use super::{destination, visible};
use crate::access::{Caller, Entry, Scope};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::group::{Destination, MOST_LEVELS, MoveView};
use domain::{GroupId, Problem};
use serde_json::json;

/// The *Move to…* dialog: where the group is, what goes with it, where it can go; and when `to` is given, whether that
/// would be refused.
///
/// # Errors
/// [`Problem::Forbidden`] when it may not be taken from where it is.
pub async fn plan_move(scope: &mut Scope, group: &str, to: &str, search: &str) -> Result<MoveView> {
    let group = visible(scope, group).await?;
    let parent = group.facts.parent().unwrap_or_else(|| group.facts.clone());
    scope.require(Action::MoveGroup, &Target::GroupMove(group.facts.clone(), parent))?;
    let (account, member) = (scope.account(), scope.member()?.clone());
    let (chosen, refused) = match to {
        "" => (None, None),
        to => {
            let to = destination(scope, to).await?;
            let offer = scope.offer(Action::MoveGroup, &Target::GroupMove(group.facts.clone(), to.facts.clone()));
            let refused = (!offer.allowed).then_some(offer.why);
            (Some(Destination { id: to.id, path: to.path_text() }), refused)
        }
    };
    let mut destinations = store::groups::destinations(
        scope.tx(),
        account,
        &member.administered(),
        search,
        Some(&group.sort_path),
        MoveView::MOST + 1,
    )
    .await?;
    let more = destinations.len() > MoveView::MOST;
    destinations.truncate(MoveView::MOST);
    Ok(MoveView {
        from: group.parent_text(),
        users: group.subtree_users,
        groups: group.subtree_groups,
        name: group.name,
        to: chosen,
        refused,
        destinations,
        more,
    })
}

/// Moves a group below `to`, with every group and user in it, in one transaction.
///
/// # Errors
/// [`Problem::Forbidden`] by the tree rules; [`Problem::Invalid`] when `to` has a group of that name already or the
/// tree would be too deep.
pub async fn relocate(portico: &Portico, caller: &Caller, slug: &str, group: &str, to: &str) -> Result<GroupId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let group = visible(&mut scope, group).await?;
    let to = destination(&mut scope, to).await?;
    let target = Target::GroupMove(group.facts.clone(), to.facts.clone());
    let mut permit = scope.authorize(Action::MoveGroup, &target)?;
    let from = group.facts.parent().and_then(|parent| parent.id());
    if from == Some(to.id) {
        return Err(
            Problem::field("to", format!("{} is in {} already; choose another group.", group.name, to.name)).into()
        );
    }
    store::groups::reparent(&mut permit, &group, &to)
        .await
        .map_err(|error| in_the_move(error, &group.name, &to.name))?;
    let (before, after) = (json!({ "parent": from }), json!({ "parent": to.id }));
    let entry = Entry { event: Event::GroupMoved, target_kind: "group", target: group.id.0, before, after };
    permit.commit(portico, entry).await?;
    Ok(group.id)
}

/// What the schema refuses, in the words of a move.
fn in_the_move(error: crate::Error, group: &str, to: &str) -> crate::Error {
    match error {
        crate::Error::Problem(problem) if problem.field_errors().iter().any(|e| e.field == "name") => {
            Problem::field("to", format!("{to} has a group named {group} already; rename one of them first.")).into()
        }
        crate::Error::Problem(problem) if problem.field_errors().iter().any(|e| e.field == "to") => {
            Problem::field("to", format!("Below {to}, the tree would be more than {MOST_LEVELS} levels deep.")).into()
        }
        other => other,
    }
}
