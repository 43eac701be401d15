//! A move is carried out.

use super::people::gaining;
use super::plan::Plan;
use super::{Subject, What, destination};
use crate::access::{Caller, Entry, Permit, Scope};
use crate::service::access::{Falling, fall, reach_grew};
use crate::store::groups::Group;
use crate::store::moves::Move;
use crate::{Error, Portico, Result, store};
use domain::access::GroupFacts;
use domain::audit::Event;
use domain::group::MOST_LEVELS;
use domain::{Problem, UserId};
use serde_json::{Value, json};

/// Puts a group with everything in it, or a user, into the group `to`, in one transaction, with all that follows.
///
/// # Errors
/// [`Problem::Forbidden`] by the tree rules; [`Problem::Invalid`] when it is there already, `to` has a group of that
/// name, or the tree would be too deep.
pub async fn relocate(portico: &Portico, caller: &Caller, slug: &str, what: &What, to: &str) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let subject = Subject::find(&mut scope, what).await?;
    let to = destination(&mut scope, to).await?;
    let (mut permit, from, plan) = begin(scope, &subject, &to).await?;
    put(&mut permit, portico, &subject, &from, &to, &plan.falling).await?;
    let (event, kind, id) = match &subject {
        Subject::Group(group) => (Event::GroupMoved, "group", group.id.0),
        Subject::User(user) => (Event::UserMoved, "user", user.id.0),
    };
    let key = if kind == "group" { "parent" } else { "group" };
    let (before, after) = (json!({ key: from.id() }), json!({ key: to.id }));
    permit.commit(portico, Entry { event, target_kind: kind, target: id, before, after }).await
}

/// Decides about going there, and plans it.
pub(super) async fn begin(mut scope: Scope, subject: &Subject, to: &Group) -> Result<(Permit, GroupFacts, Plan)> {
    let (action, target) = subject.going(to.facts.clone());
    scope.require(action, &target)?;
    let from = subject.from().ok_or(Problem::NotFound)?;
    if from.id() == Some(to.id) {
        let message = format!("{} is in {} already; choose another group.", subject.name(), to.name);
        return Err(Problem::field("to", message).into());
    }
    let plan = Plan::of(&mut scope, subject, &from, to).await?;
    Ok((scope.authorize(action, &target)?, from, plan))
}

/// Puts the subject there, with all that follows, and writes down what it takes to undo it.
pub(super) async fn put(
    permit: &mut Permit,
    portico: &Portico,
    subject: &Subject,
    from: &GroupFacts,
    to: &Group,
    falling: &Falling,
) -> Result<()> {
    let (group, user) = match subject {
        Subject::Group(group) => {
            let moved = store::groups::reparent(permit, group, to).await;
            moved.map_err(|error| in_the_move(error, &group.name, &to.name))?;
            (Some(group.id), None)
        }
        Subject::User(user) => {
            store::users::reparent(permit, user, to.id).await?;
            (None, Some(user.id))
        }
    };
    fall(permit, portico, falling).await?;
    let grown = gaining(permit.scope(), from, &to.facts).await?;
    reach_grew(permit, portico, &grown).await?;
    let id = portico.entropy.id(permit.now())?;
    let actor = permit.actor_user().map(UserId).ok_or(Problem::NotFound)?;
    let from = from.id().ok_or(Problem::NotFound)?;
    let ended = Value::from(falling.ended.iter().map(with_holder).collect::<Vec<_>>());
    let at = permit.now();
    let done = Move { id, at, actor_name: None, group, user, from, to: to.id, ended, undone: false };
    store::moves::insert(permit, id, actor, &done).await
}

/// A grant that ended, with what it takes to give it again.
fn with_holder(grant: &store::grants::Grant) -> Value {
    let mut value = crate::service::access::as_value(grant);
    if let Some(members) = value.as_object_mut() {
        members.insert("holder".to_owned(), json!(grant.holder));
    }
    value
}

/// What the schema refuses, in the words of a move.
fn in_the_move(error: Error, group: &str, to: &str) -> Error {
    match error {
        Error::Problem(problem) if problem.field_errors().iter().any(|e| e.field == "name") => {
            Problem::field("to", format!("{to} has a group named {group} already; rename one of them first.")).into()
        }
        Error::Problem(problem) if problem.field_errors().iter().any(|e| e.field == "to") => {
            Problem::field("to", format!("Below {to}, the tree would be more than {MOST_LEVELS} levels deep.")).into()
        }
        other => other,
    }
}
