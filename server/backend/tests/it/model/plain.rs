//! The rules of access in plain words and plain collections. It asks neither `decide` nor the database.

use domain::access::Level::{self, Administrator};
use domain::{GrantId, GroupId, UserId};
use jiff::{SignedDuration, Timestamp};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What a grant is on, and what moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum On {
    Group(GroupId),
    User(UserId),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) holder: UserId,
    pub(super) on: On,
    pub(super) level: Level,
    pub(super) giver: UserId,
    /// The giver's grant; none when they gave it as account holder.
    pub(super) rests_on: Option<GrantId>,
    pub(super) until: Option<Timestamp>,
}

impl Grant {
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    pub(super) fn lasts(&self, until: Option<Timestamp>) -> bool {
        self.until.is_none_or(|own| until.is_some_and(|until| own >= until))
    }
}

#[derive(Debug, Clone)]
pub(super) struct Move {
    pub(super) id: Uuid,
    pub(super) at: Timestamp,
    pub(super) what: On,
    pub(super) from: GroupId,
    pub(super) to: GroupId,
    pub(super) ended: Vec<Grant>,
    pub(super) undone: bool,
}

/// A user who was deleted.
#[derive(Debug, Clone)]
pub(super) struct Gone {
    /// The groups that they were in, from their own up to the root.
    pub(super) up: Vec<GroupId>,
    pub(super) suspended: bool,
}

/// An account, plainly.
pub(super) struct Model {
    pub(super) root: GroupId,
    pub(super) holder: UserId,
    pub(super) now: Timestamp,
    pub(super) parents: BTreeMap<GroupId, Option<GroupId>>,
    pub(super) names: BTreeMap<GroupId, String>,
    pub(super) homes: BTreeMap<UserId, GroupId>,
    pub(super) suspended: BTreeSet<UserId>,
    pub(super) gone: BTreeMap<UserId, Gone>,
    pub(super) grants: BTreeMap<GrantId, Grant>,
    pub(super) moves: Vec<Move>,
}

pub(super) const NONE: &BTreeSet<GrantId> = &BTreeSet::new();

impl Model {
    /// From the group up to the root.
    pub(super) fn up(&self, group: GroupId) -> Vec<GroupId> {
        let mut up = vec![group];
        while let Some(parent) = self.parents[up.last().unwrap()] {
            up.push(parent);
        }
        up
    }

    pub(super) fn home_of(&self, on: On) -> GroupId {
        match on {
            On::Group(group) => group,
            On::User(user) => self.homes[&user],
        }
    }

    pub(super) fn held(&self, by: UserId) -> impl Iterator<Item = (GrantId, &Grant)> {
        self.grants.iter().filter(move |(_, grant)| grant.holder == by).map(|(id, grant)| (*id, grant))
    }

    pub(super) fn reaches(&self, grant: &Grant, on: On) -> bool {
        grant.on == on || matches!(grant.on, On::Group(group) if self.up(self.home_of(on)).contains(&group))
    }

    pub(super) fn administers(&self, by: UserId, on: On) -> bool {
        self.right(by, on, None, NONE, false).is_some()
    }

    /// By what somebody may act there until then: `Some(None)` is ownership. Without what falls at this moment.
    pub(super) fn right(
        &self,
        by: UserId,
        on: On,
        until: Option<Timestamp>,
        falling: &BTreeSet<GrantId>,
        lasting: bool,
    ) -> Option<Option<GrantId>> {
        if by == self.holder {
            return Some(None);
        }
        let fits = |(id, grant): &(GrantId, &Grant)| {
            grant.level == Administrator
                && self.reaches(grant, on)
                && !falling.contains(id)
                && (!lasting || grant.lasts(until))
        };
        let best = self.held(by).filter(fits).max_by_key(|(id, grant)| {
            (grant.until.is_none(), grant.until, Reverse(*id)) // The longest, then the oldest.
        });
        best.map(|(id, _)| Some(id))
    }

    /// Rule 4.
    pub(super) fn covers(&self, by: UserId, person: UserId, falling: &BTreeSet<GrantId>) -> bool {
        by == self.holder
            || person != self.holder
                && self.held(person).all(|(_, held)| self.right(by, held.on, held.until, falling, true).is_some())
    }

    /// Rule 3: on what it would rest.
    pub(super) fn may_give(&self, by: UserId, new: &Grant, falling: &BTreeSet<GrantId>) -> Option<Option<GrantId>> {
        let administers = self.right(by, new.on, None, falling, false).is_some();
        let sees = by == self.holder
            || self.held(by).any(|(id, held)| !falling.contains(&id) && self.reaches(held, On::User(new.holder)));
        let may = administers && sees && new.holder != by && new.holder != self.holder;
        let may_speak_for = match new.on {
            On::Group(_) => true,
            On::User(user) => user != new.holder && self.covers(by, user, falling),
        };
        if may && may_speak_for { self.right(by, new.on, new.until, falling, true) } else { None }
    }

    pub(super) fn resting_on(&self, first: &[GrantId]) -> BTreeSet<GrantId> {
        let mut all: BTreeSet<GrantId> = first.iter().copied().collect();
        loop {
            let more: Vec<GrantId> = self
                .grants
                .iter()
                .filter(|(id, grant)| !all.contains(id) && grant.rests_on.is_some_and(|basis| all.contains(&basis)))
                .map(|(id, _)| *id)
                .collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    /// Rule 3's end: `first` and what rests on them end, except what `by` could give and may take over; those that end
    /// `certainly` are among them.
    pub(super) fn fall(&mut self, by: UserId, first: &[GrantId], certainly: &[GrantId], keep: bool) -> Vec<Grant> {
        let falling = self.resting_on(first);
        let (mut waiting, mut kept, mut ended) = (first.to_vec(), Vec::new(), BTreeSet::new());
        while let Some(id) = waiting.pop() {
            let basis = match keep && !certainly.contains(&id) {
                true => self.may_give(by, &self.grants[&id], &falling),
                false => None,
            };
            match basis {
                Some(basis) => kept.push((id, basis)),
                None => {
                    ended.insert(id);
                    waiting.extend(self.grants.iter().filter(|(_, g)| g.rests_on == Some(id)).map(|(id, _)| *id));
                }
            }
        }
        for (id, basis) in kept {
            let grant = self.grants.get_mut(&id).unwrap();
            (grant.giver, grant.rests_on) = (by, basis);
        }
        ended.iter().map(|id| self.grants.remove(id).unwrap()).collect()
    }

    pub(super) fn has_child(&self, parent: GroupId, name: &str) -> bool {
        self.parents.iter().any(|(id, up)| *up == Some(parent) && self.names[id] == name)
    }

    pub(super) fn parent_of(&self, what: On) -> Option<GroupId> {
        match what {
            On::Group(group) => self.parents[&group],
            On::User(user) => Some(self.homes[&user]),
        }
    }

    /// Rule 5, and that no group is left without an administrator of its own.
    pub(super) fn may_delete(&self, by: UserId, user: UserId) -> bool {
        let administers = |grant: &Grant, group| grant.on == On::Group(group) && grant.level == Administrator;
        let is_needed = |group: &GroupId| {
            let others = |grant: &Grant| grant.holder != user && !self.suspended.contains(&grant.holder);
            *group != self.root
                && self.held(user).any(|(_, held)| administers(held, *group))
                && !self.grants.values().any(|grant| administers(grant, *group) && others(grant))
        };
        user != by
            && user != self.holder
            && self.administers(by, On::User(user))
            && self.covers(by, user, NONE)
            && !self.parents.keys().any(is_needed)
    }

    /// What they held and what was on them ends; what they gave may be kept.
    pub(super) fn delete(&mut self, by: UserId, user: UserId, keep: bool) {
        let ids = |which: &dyn Fn(&Grant) -> bool| -> Vec<GrantId> {
            self.grants.iter().filter(|(_, grant)| which(grant)).map(|(id, _)| *id).collect()
        };
        let certainly = ids(&|grant| grant.holder == user || grant.on == On::User(user));
        let first = ids(&|grant| grant.holder == user || grant.on == On::User(user) || grant.giver == user);
        self.fall(by, &first, &certainly, keep);
        let up = self.up(self.homes[&user]);
        self.homes.remove(&user);
        let suspended = self.suspended.remove(&user);
        self.gone.insert(user, Gone { up, suspended });
    }

    /// The group in which a deleted user comes back.
    pub(super) fn place_of(&self, gone: &Gone) -> GroupId {
        *gone.up.iter().find(|group| self.parents.contains_key(group)).unwrap()
    }

    /// Rule 2.
    pub(super) fn may_move(&self, by: UserId, what: On, to: GroupId) -> bool {
        let Some(from) = self.parent_of(what) else { return false };
        let fits = match what {
            On::Group(group) => !self.up(to).contains(&group) && !self.has_child(to, &self.names[&group]),
            On::User(_) => true,
        };
        from != to && fits && self.administers(by, On::Group(from)) && self.administers(by, On::Group(to))
    }

    pub(super) fn relocate(&mut self, by: UserId, what: On, to: GroupId) -> Vec<Grant> {
        match what {
            On::Group(group) => drop(self.parents.insert(group, Some(to))),
            On::User(user) => drop(self.homes.insert(user, to)),
        }
        let left: Vec<GrantId> = self
            .grants
            .iter()
            .filter(|(_, grant)| grant.rests_on.is_some_and(|basis| !self.reaches(&self.grants[&basis], grant.on)))
            .map(|(id, _)| *id)
            .collect();
        self.fall(by, &left, &[], true)
    }

    pub(super) fn may_undo(&self, by: UserId, done: &Move) -> bool {
        let is_there = match done.what {
            On::Group(group) => self.parents.contains_key(&group),
            On::User(user) => self.homes.contains_key(&user),
        };
        !done.undone
            && self.now.duration_since(done.at) <= SignedDuration::from_hours(24 * 30)
            && is_there
            && self.parent_of(done.what) == Some(done.to)
            && self.parents.contains_key(&done.from)
            && self.may_move(by, done.what, done.from)
    }
}
