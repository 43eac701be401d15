//! What becomes of access that loses what it rests on. What a page foretells and what is then done are the same.

use super::explain;
use crate::access::{Entry, Permit, Scope};
use crate::store::grants::{Grant, GrantOn, Which};
use crate::{Portico, Result, store};
use domain::access::{
    Action, Actor, Basis, Decision, GroupFacts, NewGrant, NewGrantOn, PersonFacts, Place, Standing, Target, UserActor,
    UserFacts, all_that_fall, decide, fallout,
};
use domain::audit::Event;
use domain::{GrantId, GroupId, UserId};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Something that goes to another place: the facts are then what they will be.
#[derive(Debug, Clone)]
pub(crate) struct Relocation {
    /// The group that goes, or the user.
    pub(crate) group: Option<GroupId>,
    pub(crate) user: Option<UserId>,
    /// Where it goes.
    pub(crate) to: GroupFacts,
}

impl Relocation {
    fn group(&self, facts: &mut GroupFacts) {
        let at = self.group.and_then(|moved| facts.path.iter().position(|above| *above == moved));
        if let Some(at) = at {
            facts.path.splice(..at, self.to.path.iter().copied());
        }
    }

    fn user(&self, facts: &mut UserFacts) {
        if self.user == Some(facts.id) {
            facts.group = self.to.clone();
        } else {
            self.group(&mut facts.group);
        }
    }

    fn person(&self, facts: &mut PersonFacts) {
        self.user(&mut facts.user);
        for held in &mut facts.holds {
            match &mut held.on {
                Place::Group(group) => self.group(group),
                Place::User(user) => self.user(user),
            }
        }
    }
}

/// What becomes of access that loses what it rests on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Falling {
    /// It ends.
    pub(crate) ended: Vec<Grant>,
    /// The keeper takes it over, by this right of theirs.
    pub(crate) kept: Vec<(Grant, Basis)>,
    /// Whoever acts, or who has now what the giver had.
    pub(crate) keeper: Option<UserId>,
}

/// Which grants lose what they rest on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct First<'a> {
    /// These end, whoever could give them.
    pub(crate) certainly: &'a [GrantId],
    /// These end unless they are taken over.
    pub(crate) perhaps: &'a [GrantId],
}

/// What becomes of these grants and of all that rest on them. With `keep`, whoever acts takes over what they could
/// give themselves.
pub(crate) async fn what_falls(
    scope: &mut Scope,
    first: First<'_>,
    keep: bool,
    relocation: Option<&Relocation>,
) -> Result<Falling> {
    let (account, now) = (scope.account(), scope.now());
    let ids: Vec<Uuid> = first.certainly.iter().chain(first.perhaps).map(|id| id.0).collect();
    let grants = store::grants::find(scope.tx(), account, Which::RestingOn(&ids), now).await?;
    if grants.is_empty() {
        return Ok(Falling::default());
    }
    let standing: Vec<Standing> = grants.iter().map(|grant| Standing { id: grant.id, basis: grant.basis }).collect();
    let first_of_all: Vec<GrantId> = first.certainly.iter().chain(first.perhaps).copied().collect();
    let keeper = match (keep, &scope.member().ok().map(|member| member.as_actor())) {
        (true, Some(Actor::User(actor))) => Some(
            Keeper::gather(scope, without(actor, &all_that_fall(&standing, &first_of_all)), &grants, relocation)
                .await?,
        ),
        _ => None,
    };
    let outcome = fallout(&standing, &first_of_all, |id| {
        let grant = grants.iter().find(|grant| grant.id == id).filter(|_| !first.certainly.contains(&id))?;
        keeper.as_ref()?.could_give(grant)
    });
    let of = |id: &GrantId| grants.iter().find(|grant| grant.id == *id).cloned();
    Ok(Falling {
        ended: outcome.ended.iter().filter_map(of).collect(),
        kept: outcome.kept.iter().filter_map(|(id, basis)| Some((of(id)?, *basis))).collect(),
        keeper: scope.member().ok().map(|member| member.actor.user),
    })
}

/// An actor who does not count on what falls.
pub(crate) fn without(actor: &UserActor, falling: &BTreeSet<GrantId>) -> UserActor {
    let mut left = actor.clone();
    left.grants.retain(|held| held.basis.grant.is_none_or(|grant| !falling.contains(&grant)));
    left
}

/// Whoever acts, with what is needed to decide which grants they could give themselves.
struct Keeper {
    actor: Actor,
    people: HashMap<UserId, PersonFacts>,
    groups: HashMap<GroupId, GroupFacts>,
}

impl Keeper {
    async fn gather(
        scope: &mut Scope,
        actor: UserActor,
        grants: &[Grant],
        relocation: Option<&Relocation>,
    ) -> Result<Self> {
        let (account, now) = (scope.account(), scope.now());
        let (mut people, mut groups) = (Vec::new(), Vec::new());
        for grant in grants {
            people.push(grant.holder);
            match &grant.on {
                GrantOn::Group { id, .. } => groups.push(*id),
                GrantOn::User { id, .. } => people.push(*id),
            }
        }
        let mut people = store::persons::find(scope.tx(), account, &people, now).await?;
        let mut groups = store::groups::facts(scope.tx(), account, &groups).await?;
        if let Some(relocation) = relocation {
            people.values_mut().for_each(|person| relocation.person(person));
            groups.values_mut().for_each(|group| relocation.group(group));
        }
        Ok(Self { actor: Actor::User(actor), people, groups })
    }

    fn could_give(&self, grant: &Grant) -> Option<Basis> {
        let on = match &grant.on {
            GrantOn::Group { id, .. } => NewGrantOn::Group(self.groups.get(id)?.clone()),
            GrantOn::User { id, .. } => NewGrantOn::Person(self.people.get(id)?.clone()),
        };
        let to = self.people.get(&grant.holder)?.clone();
        let new = NewGrant { on, to, level: grant.level, until: grant.ends() };
        match decide(&self.actor, Action::GrantAccess, &Target::NewGrant(Box::new(new))) {
            Decision::Granted(reason) => Some(reason.basis()),
            Decision::Forbidden(_) | Decision::Hidden => None,
        }
    }
}

/// Does what [`what_falls`] foretold, and writes down each of them.
pub(crate) async fn fall(permit: &mut Permit, portico: &Portico, falling: &Falling) -> Result<()> {
    for (grant, basis) in &falling.kept {
        store::grants::take_over(permit, grant.id, *basis, falling.keeper).await?;
        let taken = Grant { giver: falling.keeper, ..grant.clone() };
        permit.record(portico, &entry(Event::AccessTakenOver, &taken, json!({ "giver": grant.giver }))).await?;
    }
    let ids: Vec<GrantId> = falling.ended.iter().map(|grant| grant.id).collect();
    store::grants::delete(permit, &ids).await?;
    for grant in &falling.ended {
        permit.record(portico, &entry(Event::AccessFell, grant, as_value(grant))).await?;
    }
    Ok(())
}

/// What the history keeps of a grant that ends or changes hands: about the one who holds it.
pub(super) fn entry(event: Event, grant: &Grant, before: Value) -> Entry {
    let after = if event == Event::AccessTakenOver { as_value(grant) } else { json!({}) };
    Entry { event, target_kind: "user", target: grant.holder.0, before, after }
}

/// A grant as the history keeps it.
pub(crate) fn as_value(grant: &Grant) -> Value {
    let (group, user) = match &grant.on {
        GrantOn::Group { id, .. } => (Some(*id), None),
        GrantOn::User { id, .. } => (None, Some(*id)),
    };
    json!({
        "grant": grant.id, "level": grant.level, "group": group, "user": user,
        "until": grant.until.map(|until| until.to_string()), "giver": grant.giver,
    })
}

impl Falling {
    /// Those that end, each as a sentence to the actor.
    pub(crate) fn sentences(&self, scope: &Scope) -> Result<(Vec<String>, Vec<String>)> {
        let member = scope.member()?;
        let sees = |grant: &&Grant| member.sees(&grant.holder_path) && member.sees(grant.on.sort_path());
        let mut ended: Vec<String> = self.ended.iter().filter(sees).map(|grant| explain(member, grant)).collect();
        let hidden = self.ended.len() - ended.len();
        if hidden > 0 {
            ended.push(format!("{hidden} more that you do not see."));
        }
        Ok((ended, self.kept.iter().map(|(grant, _)| explain(member, grant)).collect()))
    }
}
