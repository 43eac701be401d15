//! Finding the entries that somebody may read. They are found by where their targets stand in the tree now: whoever
//! administers a group reads what was done to all that is in it, wherever it was then, and no longer what has left.

use super::wording::Wording;
use crate::access::Scope;
use crate::store::history::{Entry, Filter};
use crate::store::tree::{Cursor, Search, Sight};
use crate::{Result, store};
use domain::access::{Action, Reason, Target};
use domain::history::{HistoryView, ONESELF};
use domain::{GroupId, Problem, UserId};
use jiff::Timestamp;
use uuid::Uuid;

/// Up to this many groups and users, entries are found by them; a larger group's are met often enough on the way back
/// in time.
const FEW: i32 = 2000;

/// Whose history is read.
pub(super) enum Place {
    Account,
    Group { id: GroupId, is_small: bool },
    User(UserId),
}

/// A history that the actor may read.
pub(super) struct Reading {
    pub(super) place: Place,
    /// The name of the group or user.
    pub(super) about: Option<String>,
    pub(super) target: Target,
    pub(super) why: Reason,
}

/// Whose history `view` asks for, when the actor may do this with it.
pub(super) async fn open(scope: &mut Scope, view: &HistoryView, action: Action) -> Result<Reading> {
    let (account, member) = (scope.account(), scope.member()?.clone());
    if !view.user.is_empty() {
        let id = if view.user == ONESELF { member.actor.user } else { crate::service::id(&view.user)? };
        let user = store::users::find(scope.tx(), account, id, &member.held).await?.ok_or(Problem::NotFound)?;
        let target = Target::User(user.facts());
        let why = scope.require(action, &target)?;
        return Ok(Reading { place: Place::User(id), about: Some(user.display_name().to_owned()), target, why });
    }
    let id = if view.group.is_empty() { member.root } else { crate::service::id(&view.group)? };
    let group = store::groups::find(scope.tx(), account, id, &member.held).await?.ok_or(Problem::NotFound)?;
    let target = Target::Group(group.facts.clone());
    let why = scope.require(action, &target)?;
    Ok(if view.group.is_empty() {
        Reading { place: Place::Account, about: None, target, why }
    } else {
        let is_small = group.subtree_users.saturating_add(group.subtree_groups) <= FEW;
        Reading { place: Place::Group { id, is_small }, about: Some(group.name), target, why }
    })
}

impl Reading {
    /// The newest entries that `view` asks for (with `since`, only newer ones than that entry), at most so many, and
    /// whether there are more. `wording` is needed when `view` names who did it.
    pub(super) async fn entries(
        &self,
        scope: &mut Scope,
        wording: Option<&Wording>,
        view: &HistoryView,
        since: Option<Uuid>,
        most: usize,
    ) -> Result<(Vec<Entry>, bool)> {
        let (account, reader) = (scope.account(), scope.member()?.reader.clone());
        let actors = actors(scope, wording, view.actor.trim()).await?;
        let after = since.map_or(Uuid::nil(), |since| Uuid::from_u128(since.as_u128().saturating_add(1)));
        let from = reader.start_of(&view.from).map_or(Uuid::nil(), first_id).max(after);
        let until = reader.end_of(&view.to).map_or(Uuid::max(), first_id);
        let older = view.after.parse().unwrap_or(Uuid::max());
        let action = view.action.trim();
        let filter = Filter {
            account,
            from,
            before: until.min(older),
            // No text in PostgreSQL holds a NUL.
            action: (!action.is_empty()).then_some(if action.contains('\0') { "none" } else { action }),
            actors: actors.as_ref().map(|(ids, _)| ids.as_slice()),
            nobody: actors.as_ref().map(|(_, kinds)| kinds.as_slice()).unwrap_or_default(),
            most: i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1),
        };
        let entries = match &self.place {
            Place::Account => store::history::within(scope.tx(), &filter, None).await?,
            Place::User(id) => {
                let mut things = vec![id.0];
                things.extend(offers(scope, *id).await?);
                store::history::about(scope.tx(), &filter, &things).await?
            }
            Place::Group { id, is_small: true } => {
                let things = store::history::things_in(scope.tx(), account, *id).await?;
                store::history::about(scope.tx(), &filter, &things).await?
            }
            Place::Group { id, is_small: false } => store::history::within(scope.tx(), &filter, Some(*id)).await?,
        };
        Ok(crate::service::page(entries, most))
    }
}

/// The offers of the account that concerned a user, as far as the reader may know of them: they are told to both sides
/// and to who reads the whole account's history.
async fn offers(scope: &mut Scope, user: UserId) -> Result<Vec<Uuid>> {
    let (account, member) = (scope.account(), scope.member()?);
    let is_own = member.viewer.is_none() && member.actor.user == user;
    let whole_account = member.administered().iter().any(|root| root.id == member.root);
    if is_own || whole_account { store::handovers::of_user(scope.tx(), account, user).await } else { Ok(Vec::new()) }
}

/// Whom the words mean: users whom the reader sees, by User id or name, administrators above by the name under which
/// they are known there, and the operator and Portico itself by their kind. `None` when there are no words. Naming
/// somebody hidden finds nobody (rule 10).
async fn actors(scope: &mut Scope, wording: Option<&Wording>, words: &str) -> Result<Option<(Vec<Uuid>, Vec<String>)>> {
    if words.is_empty() {
        return Ok(None);
    }
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let roots = member.roots();
    let whole_account = roots.iter().any(|root| root.id == member.root);
    let scopes: Vec<String> = roots.iter().map(|root| root.sort_path.clone()).collect();
    let singles = member.singles();
    let search = Search { term: words, scopes: (!whole_account).then_some(&scopes), singles: &singles, kind: None };
    let sight = Sight { account, scopes: scopes.clone(), now };
    let (_, found) = store::tree::search(scope.tx(), &sight, &search, &Cursor::default()).await?;
    let mut ids: Vec<Uuid> = found.into_iter().map(|user| user.id).collect();
    let words = words.to_lowercase();
    ids.extend(wording.map(|wording| wording.known_by_name(&words)).unwrap_or_default());
    let own = [&member.handle, &member.full_name];
    if own.iter().any(|name| name.to_lowercase().contains(&words)) {
        ids.push(member.actor.user.0);
    }
    let nobody = super::wording::NOBODY.into_iter().filter(|(_, name)| name.to_lowercase().contains(&words));
    Ok(Some((ids, nobody.map(|(kind, _)| kind.to_owned()).collect())))
}

/// The smallest id that an entry of this moment can have: ids begin with the time in milliseconds (RFC 9562, 5.7).
fn first_id(at: Timestamp) -> Uuid {
    let millis = u128::try_from(at.as_millisecond()).unwrap_or_default();
    Uuid::from_u128(millis << 80)
}
