//! A move is undone: it is another move, the way back, decided afresh (rule 11).

use super::carry_out::{begin, put};
use super::{Subject, What, group};
use crate::access::{Caller, Entry, Permit, Scope};
use crate::service::access::{reach_grew, without};
use crate::store::grants::NewGrant as Row;
use crate::store::moves::{Move, Which};
use crate::{Portico, Result, store};
use domain::access::{Action, Actor, Decision, Level, NewGrant, NewGrantOn, Offer, Target, decide};
use domain::audit::Event;
use domain::relocation::{LastMove, UNDO_DAYS};
use domain::{GrantId, GroupId, Problem, UserId};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// Undoes a move: puts the subject back, and gives again what had ended by it as far as whoever undoes it could.
///
/// # Errors
/// [`Problem::NotFound`] when the actor does not see what was moved; [`Problem::Forbidden`] when they may not move it
/// back; [`Problem::Invalid`] when something in between contradicts it, or it is too long ago.
pub async fn undo(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<What> {
    let id: Uuid = crate::service::id(id)?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let done = store::moves::find(scope.tx(), account, Which::Id(id)).await?.ok_or(Problem::NotFound)?;
    let what = what(&done)?;
    let subject = Subject::find(&mut scope, &what).await?;
    if let Some(contradiction) = contradiction(&mut scope, &subject, &done).await? {
        return Err(Problem::field("", contradiction).into());
    }
    let back = group(&mut scope, done.from).await?.ok_or(Problem::NotFound)?;
    let (mut permit, from, plan) = begin(scope, &subject, &back).await?;
    // What falls by the way back is nothing to give by.
    let fallen = plan.falling.ended.iter().map(|grant| grant.id).collect();
    let actor = Actor::User(without(&permit.scope().member()?.actor, &fallen));
    put(&mut permit, portico, &subject, &from, &back, &plan.falling).await?;
    let again = give_again(&mut permit, portico, &actor, &done).await?;
    store::moves::mark_undone(&mut permit, done.id).await?;
    let (kind, target) = match &subject {
        Subject::Group(group) => ("group", group.id.0),
        Subject::User(user) => ("user", user.id.0),
    };
    let (before, after) =
        (json!({ "move": done.id, "group": done.to }), json!({ "group": done.from, "grants": again }));
    permit.commit(portico, Entry { event: Event::MoveUndone, target_kind: kind, target, before, after }).await?;
    Ok(what)
}

/// The last move of a group or a user, while it can be undone, when the actor may know of it.
pub(crate) async fn last_move(scope: &mut Scope, which: Which) -> Result<Option<LastMove>> {
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let Some(done) = store::moves::find(scope.tx(), account, which).await? else { return Ok(None) };
    if done.undone || is_over(&done, now) {
        return Ok(None);
    }
    let what = what(&done)?;
    let subject = Subject::find(scope, &what).await?;
    // Whoever may not take it away from where it is now has nothing to undo.
    let (action, leaving) = subject.leaving();
    if !scope.offer(action, &leaving).allowed {
        return Ok(None);
    }
    let from = group(scope, done.from).await?;
    let seen =
        from.as_ref().filter(|from| member.sees(&from.sort_path)).map_or("a group you do not see", |from| &from.name);
    let by = done.actor_name.as_deref().unwrap_or("somebody");
    let text = format!("Moved here from {seen} by {by} on {}.", member.reader.day(done.at));
    let undo = match (contradiction(scope, &subject, &done).await?, &from) {
        (Some(why), _) => Offer { allowed: false, why },
        (None, Some(from)) => {
            let (action, target) = subject.going(from.facts.clone());
            scope.offer(action, &target)
        }
        (None, None) => return Ok(None),
    };
    Ok(Some(LastMove { id: done.id.to_string(), what: text, undo }))
}

fn what(done: &Move) -> Result<What> {
    match (done.group, done.user) {
        (Some(group), _) => Ok(What::Group(group.to_string())),
        (None, Some(user)) => Ok(What::User(user.to_string())),
        (None, None) => Err(Problem::NotFound.into()),
    }
}

fn is_over(done: &Move, now: Timestamp) -> bool {
    now.duration_since(done.at) > SignedDuration::from_hours(24 * i64::from(UNDO_DAYS))
}

/// What happened in between that the way back would contradict.
async fn contradiction(scope: &mut Scope, subject: &Subject, done: &Move) -> Result<Option<String>> {
    let name = subject.name();
    if done.undone {
        return Ok(Some(format!("The move of {name} was undone already.")));
    }
    if is_over(done, scope.now()) {
        return Ok(Some(format!("The move of {name} is more than {UNDO_DAYS} days ago; move it back by hand.")));
    }
    if subject.from().and_then(|from| from.id()) != Some(done.to) {
        return Ok(Some(format!("{name} has been moved again since; undo that move first, or move it by hand.")));
    }
    let Some(back) = group(scope, done.from).await? else {
        return Ok(Some(format!("The group that {name} came from has been deleted since.")));
    };
    if let Subject::Group(group) = subject {
        if back.facts.path.contains(&group.id) {
            return Ok(Some(format!("The group that {name} came from has been moved below it since.")));
        }
        let account = scope.account();
        if store::groups::has_child_named(scope.tx(), account, back.id, &group.name).await? {
            return Ok(Some(format!("The group that {name} came from has another group of that name by now.")));
        }
    }
    Ok(None)
}

/// A grant that ended by a move, as it was written down.
#[derive(Deserialize)]
struct Ended {
    holder: Uuid,
    level: Level,
    group: Option<Uuid>,
    user: Option<Uuid>,
    until: Option<Timestamp>,
}

/// Gives again what had ended, in the name of whoever undoes the move and by their right; what they could not give
/// stays ended. Says which grants were given.
async fn give_again(permit: &mut Permit, portico: &Portico, actor: &Actor, done: &Move) -> Result<Vec<GrantId>> {
    let ended: Vec<Ended> = serde_json::from_value(done.ended.clone())
        .map_err(|error| crate::Error::internal("reading the grants that a move ended", error))?;
    let (now, mut given, mut grown) = (permit.now(), Vec::new(), Vec::new());
    for one in ended.into_iter().filter(|one| one.until.is_none_or(|until| until > now)) {
        let Some((target, row)) = again(permit, portico, &one).await? else { continue };
        let Decision::Granted(reason) = decide(actor, Action::GrantAccess, &target) else { continue };
        let giver = permit.actor_user().map(UserId);
        given.push(row.id);
        grown.push(row.holder);
        store::grants::insert(permit, &Row { basis: reason.basis(), ..row }, giver).await?;
    }
    reach_grew(permit, portico, &grown).await?;
    Ok(given)
}

async fn again(permit: &mut Permit, portico: &Portico, one: &Ended) -> Result<Option<(Target, Row)>> {
    let (now, account) = (permit.now(), permit.account());
    let (holder, group, user) = (UserId(one.holder), one.group.map(GroupId), one.user.map(UserId));
    let scope = permit.scope();
    let people: Vec<UserId> = std::iter::once(holder).chain(user).collect();
    let mut people = store::persons::find(scope.tx(), account, &people, now).await?;
    let groups: Vec<GroupId> = group.into_iter().collect();
    let mut groups = store::groups::facts(scope.tx(), account, &groups).await?;
    let Some(to) = people.remove(&holder) else { return Ok(None) };
    let on = match (group, user) {
        (Some(id), _) => groups.remove(&id).map(NewGrantOn::Group),
        (None, Some(id)) => people.remove(&id).map(NewGrantOn::Person),
        (None, None) => None,
    };
    let Some(on) = on else { return Ok(None) };
    if store::grants::holds(scope.tx(), account, holder, group, user, now).await? {
        return Ok(None);
    }
    let until = one.until.map(store::grants::moment);
    let target = Target::NewGrant(Box::new(NewGrant { on, to, level: one.level, until }));
    let id = GrantId(portico.entropy.id(now)?);
    let row = Row { id, holder, level: one.level, group, user, basis: permit.basis(), until: one.until };
    Ok(Some((target, row)))
}
