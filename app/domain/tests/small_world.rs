//! Bounded delegation, searched rather than sampled: every sequence of a few actions by everyone in a small account.
//! Whatever the people below the account holder do, alone or together, none of them ever reaches more than they were
//! given, not even as the people whom they could become; and no access outlives what it rests on.
//!
//! `PORTICO_TEST_LONG=1` looks one action further.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use domain::access::{
    Action, Actor, Basis, Decision, GivenGrant, GroupFacts, HeldGrant, Holding, Level, NewGrant, NewGrantOn,
    PersonFacts, Place, Reach, Standing, Target, UserActor, UserFacts, all_that_fall, decide, fallout,
};
use domain::{AccountId, GrantId, GroupId, UserId};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use uuid::Uuid;

const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
/// The account holder; the others are 1 and 2.
const HOLDER: usize = 0;
const PEOPLE: usize = 3;

fn group_id(number: usize) -> GroupId {
    GroupId(Uuid::from_u128(100 + number as u128))
}

fn user_id(number: usize) -> UserId {
    UserId(Uuid::from_u128(200 + number as u128))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum On {
    Group(usize),
    User(usize),
}

/// Who holds a grant on what: there is one of each at most.
type Key = (usize, On);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Grant {
    level: Level,
    giver: usize,
    /// The giver's own grant, or ownership.
    rests_on: Option<Key>,
}

/// An account at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct World {
    /// The parent of each group; 0 is the root.
    parents: Vec<usize>,
    homes: [usize; PEOPLE],
    suspended: [bool; PEOPLE],
    grants: BTreeMap<Key, Grant>,
    /// The last move, which can be undone: what went, and between which groups.
    last: Option<(On, usize, usize)>,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Give(Key, Level),
    Revoke(Key, bool),
    Move(On, usize),
    Undo,
    Suspend(usize, bool),
    Resume(usize),
}

fn grant_id((holder, on): Key) -> GrantId {
    let on = match on {
        On::Group(group) => group,
        On::User(user) => 50 + user,
    };
    GrantId(Uuid::from_u128(1_000 + 100 * holder as u128 + on as u128))
}

impl World {
    fn path(&self, group: usize) -> GroupFacts {
        let mut path = vec![group_id(group)];
        let mut at = group;
        while at != 0 {
            at = self.parents[at];
            path.insert(0, group_id(at));
        }
        GroupFacts { account: ACCOUNT, path }
    }

    fn user(&self, user: usize) -> UserFacts {
        UserFacts { id: user_id(user), group: self.path(self.homes[user]) }
    }

    fn place(&self, on: On) -> Place {
        match on {
            On::Group(group) => Place::Group(self.path(group)),
            On::User(user) => Place::User(self.user(user)),
        }
    }

    fn person(&self, user: usize) -> PersonFacts {
        let held = self.grants.iter().filter(|((holder, _), _)| *holder == user);
        PersonFacts {
            user: self.user(user),
            is_system: false,
            is_holder: user == HOLDER,
            has_role: false,
            is_suspended: self.suspended[user],
            has_login: true,
            is_managed: true,
            holds: held
                .map(|((_, on), grant)| Holding { level: grant.level, on: self.place(*on), until: None })
                .collect(),
        }
    }

    fn actor(&self, user: usize) -> UserActor {
        let held = self.grants.iter().filter(|((holder, _), _)| *holder == user);
        let grants = held.map(|(key, grant)| HeldGrant {
            basis: Basis { grant: Some(grant_id(*key)), deputy: None },
            level: grant.level,
            on: match key.1 {
                On::Group(group) => Reach::Group(group_id(group), String::new()),
                On::User(user) => Reach::User(user_id(user)),
            },
            until: None,
            granted_by: None,
            granted_on: String::new(),
            deputy_for: None,
        });
        UserActor {
            account: ACCOUNT,
            user: user_id(user),
            is_holder: user == HOLDER,
            grants: grants.collect(),
            roles: Vec::new(),
        }
    }

    fn decide(&self, user: usize, action: Action, target: &Target) -> Decision {
        decide(&Actor::User(self.actor(user)), action, target)
    }

    fn key_of(&self, id: GrantId) -> Option<Key> {
        self.grants.keys().find(|key| grant_id(**key) == id).copied()
    }

    fn giving(&self, (holder, on): Key, level: Level) -> Target {
        let on = match on {
            On::Group(group) => NewGrantOn::Group(self.path(group)),
            On::User(user) => NewGrantOn::Person(self.person(user)),
        };
        Target::NewGrant(Box::new(NewGrant { on, to: self.person(holder), level, until: None }))
    }

    /// Ends `certainly` and, unless `by` takes them over, `perhaps`, with all that rests on them: what the server does.
    fn end(&mut self, by: usize, certainly: &[Key], perhaps: &[Key], keep: bool) {
        let standing: Vec<Standing> = self
            .grants
            .iter()
            .map(|(key, grant)| Standing {
                id: grant_id(*key),
                basis: Basis { grant: grant.rests_on.map(grant_id), deputy: None },
            })
            .collect();
        let first: Vec<GrantId> = certainly.iter().chain(perhaps).map(|key| grant_id(*key)).collect();
        let falling = all_that_fall(&standing, &first);
        let mut keeper = self.actor(by);
        keeper.grants.retain(|held| held.basis.grant.is_none_or(|grant| !falling.contains(&grant)));
        let keeper = Actor::User(keeper);
        let outcome = fallout(&standing, &first, |id| {
            let key = self.key_of(id).filter(|key| keep && !certainly.contains(key))?;
            match decide(&keeper, Action::GrantAccess, &self.giving(key, self.grants[&key].level)) {
                Decision::Granted(reason) => Some(reason.basis()),
                _ => None,
            }
        });
        let kept: Vec<(Key, Option<Key>)> = outcome
            .kept
            .iter()
            .map(|(id, basis)| (self.key_of(*id).expect("a grant"), basis.grant.and_then(|grant| self.key_of(grant))))
            .collect();
        for (key, rests_on) in kept {
            let grant = self.grants.get_mut(&key).expect("a grant");
            (grant.giver, grant.rests_on) = (by, rests_on);
        }
        self.grants.retain(|key, _| !outcome.ended.contains(&grant_id(*key)));
    }

    /// What becomes of the world when `by` takes this step; `None` when it is refused or changes nothing.
    fn after(&self, by: usize, step: Step) -> Option<Self> {
        let mut next = self.clone();
        match step {
            Step::Give(key, level) => {
                let Decision::Granted(reason) = self.decide(by, Action::GrantAccess, &self.giving(key, level)) else {
                    return None;
                };
                if self.grants.contains_key(&key) {
                    return None;
                }
                let rests_on = reason.basis().grant.and_then(|grant| self.key_of(grant));
                next.grants.insert(key, Grant { level, giver: by, rests_on });
            }
            Step::Revoke(key, keep) => {
                let giver = Some(user_id(self.grants.get(&key)?.giver));
                let given = GivenGrant { on: self.place(key.1), holder: user_id(key.0), giver };
                let target = Target::GivenGrant(Box::new(given));
                if !self.decide(by, Action::RevokeAccess, &target).is_granted() {
                    return None;
                }
                next.end(by, &[key], &[], keep);
            }
            Step::Move(what, to) => {
                let from = self.place_of(what);
                let (action, target) = match what {
                    On::Group(group) => (Action::MoveGroup, Target::GroupMove(self.path(group), self.path(to))),
                    On::User(user) => (Action::MoveUser, Target::UserMove(self.user(user), self.path(to))),
                };
                if from == to || !self.decide(by, action, &target).is_granted() {
                    return None;
                }
                match what {
                    On::Group(group) => next.parents[group] = to,
                    On::User(user) => next.homes[user] = to,
                }
                let left: Vec<Key> = next.grants.keys().filter(|key| !next.is_held_up(key)).copied().collect();
                next.end(by, &[], &left, true);
                next.last = Some((what, from, to));
            }
            Step::Undo => {
                let (what, from, to) = self.last?;
                if self.place_of(what) != to {
                    return None;
                }
                next = self.after(by, Step::Move(what, from))?;
                next.last = None;
            }
            Step::Suspend(user, keep) => {
                let target = Target::Person(Box::new(self.person(user)));
                if self.suspended[user] || !self.decide(by, Action::SuspendUser, &target).is_granted() {
                    return None;
                }
                let given = self.grants.iter().filter(|(_, grant)| grant.giver == user).map(|(key, _)| *key);
                let given: Vec<Key> = given.collect();
                next.end(by, &[], &given, keep);
                next.suspended[user] = true;
            }
            Step::Resume(user) => {
                let target = Target::Person(Box::new(self.person(user)));
                if !self.suspended[user] || !self.decide(by, Action::SuspendUser, &target).is_granted() {
                    return None;
                }
                next.suspended[user] = false;
            }
        }
        (next != *self).then_some(next)
    }

    fn place_of(&self, what: On) -> usize {
        match what {
            On::Group(group) => self.parents[group],
            On::User(user) => self.homes[user],
        }
    }

    /// Whether what a grant rests on still reaches it.
    fn is_held_up(&self, key: &Key) -> bool {
        let Some(rests_on) = self.grants[key].rests_on else { return true };
        let at = match self.place(key.1) {
            Place::Group(group) => group,
            Place::User(user) => user.group,
        };
        self.grants.get(&rests_on).is_some_and(|basis| basis.level == Level::Administrator)
            && match rests_on.1 {
                On::Group(group) => at.path.contains(&group_id(group)),
                On::User(user) => key.1 == On::User(user),
            }
    }

    /// All that somebody may do to groups and people, by what is decided.
    fn rights(&self, user: usize) -> BTreeSet<(Action, On)> {
        let mut rights = BTreeSet::new();
        for group in 0..self.parents.len() {
            for action in [Action::ViewGroup, Action::AddGroup] {
                if self.decide(user, action, &Target::Group(self.path(group))).is_granted() {
                    rights.insert((action, On::Group(group)));
                }
            }
        }
        for other in (0..PEOPLE).filter(|other| *other != user) {
            if self.decide(user, Action::ViewUser, &Target::User(self.user(other))).is_granted() {
                rights.insert((Action::ViewUser, On::User(other)));
            }
            // Giving access to somebody is what any administrator of theirs who covers them may do to them.
            let target = Target::Person(Box::new(self.person(other)));
            if self.decide(user, Action::SuspendUser, &target).is_granted() {
                rights.insert((Action::SuspendUser, On::User(other)));
            }
        }
        rights
    }

    /// These people, and everybody they could become.
    fn can_become(&self, people: &[usize]) -> BTreeSet<usize> {
        let mut all: BTreeSet<usize> = people.iter().copied().collect();
        loop {
            let more: Vec<usize> = (0..PEOPLE)
                .filter(|other| !all.contains(other))
                .filter(|other| {
                    let target = Target::Person(Box::new(self.person(*other)));
                    let becomes = |one: &usize| {
                        [Action::SetPassword, Action::ResetSecondFactor, Action::ViewAs]
                            .iter()
                            .any(|action| self.decide(*one, *action, &target).is_granted())
                    };
                    all.iter().any(becomes)
                })
                .collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    fn rights_of_all(&self, people: impl IntoIterator<Item = usize>) -> BTreeSet<(Action, On)> {
        people.into_iter().filter(|user| !self.suspended[*user]).flat_map(|user| self.rights(user)).collect()
    }

    fn steps(&self) -> Vec<Step> {
        let things: Vec<On> = (0..self.parents.len()).map(On::Group).chain((0..PEOPLE).map(On::User)).collect();
        let mut steps = vec![Step::Undo];
        for user in 1..PEOPLE {
            steps.extend([Step::Suspend(user, false), Step::Suspend(user, true), Step::Resume(user)]);
            for thing in &things {
                steps.extend([Level::Viewer, Level::Administrator].map(|level| Step::Give((user, *thing), level)));
            }
        }
        steps.extend(self.grants.keys().flat_map(|key| [Step::Revoke(*key, false), Step::Revoke(*key, true)]));
        for thing in things {
            steps.extend((0..self.parents.len()).map(|to| Step::Move(thing, to)));
        }
        steps
    }

    fn assert_sound(&self, before: &Self, by: usize, step: Step) {
        for (key, grant) in &self.grants {
            assert!(self.is_held_up(key), "{step:?} by {by} in {before:?} leaves {key:?} without what it rests on");
            if let Some((holder, _)) = grant.rests_on {
                assert_eq!(holder, grant.giver, "{step:?} by {by} in {before:?}: {key:?} rests on somebody else's");
            }
            assert!(!self.suspended[grant.giver], "{step:?} by {by} in {before:?}: {key:?} is a suspended user's");
        }
        for user in 1..PEOPLE {
            let own = self.rights(user);
            let become_them: BTreeSet<_> = self.can_become(&[user]).into_iter().filter(|one| *one != user).collect();
            assert!(!become_them.contains(&HOLDER), "{step:?} by {by} in {before:?}: {user} becomes the holder");
            for (action, on) in self.rights_of_all(become_them) {
                // What somebody may do to the one who becomes them is theirs already.
                assert!(
                    own.contains(&(action, on)) || on == On::User(user),
                    "{step:?} by {by} in {before:?}: {user} reaches {action:?} {on:?} by becoming somebody"
                );
            }
        }
        if by != HOLDER {
            for coalition in [vec![by], vec![1, 2]] {
                let (was, is) = (before.can_become(&coalition), self.can_become(&coalition));
                let (was, is) = (before.rights_of_all(was), self.rights_of_all(is));
                let on_each_other = |on: &On| matches!(on, On::User(user) if coalition.contains(user));
                let gained: Vec<_> = is.difference(&was).filter(|(_, on)| !on_each_other(on)).collect();
                // Who was suspended by others may have been let in again by one of them: that is theirs to do.
                assert!(
                    gained.is_empty() || matches!(step, Step::Resume(_)),
                    "{step:?} by {by} in {before:?} gives {coalition:?} {gained:?}"
                );
            }
        }
    }
}

/// Looks at every sequence of so many steps; says how many worlds there are.
fn search(start: World, depth: usize) -> usize {
    let mut seen: HashSet<World> = HashSet::from([start.clone()]);
    let mut edge = vec![start];
    for _ in 0..depth {
        let mut next = Vec::new();
        for world in &edge {
            for by in (0..PEOPLE).filter(|by| !world.suspended[*by]) {
                for step in world.steps() {
                    let Some(after) = world.after(by, step) else { continue };
                    after.assert_sound(world, by, step);
                    if seen.insert(after.clone()) {
                        next.push(after);
                    }
                }
            }
        }
        edge = next;
    }
    seen.len()
}

fn further() -> usize {
    usize::from(std::env::var_os("PORTICO_TEST_LONG").is_some())
}

fn world(parents: &[usize], homes: [usize; PEOPLE], given: &[(Key, Level)]) -> World {
    let grants =
        given.iter().map(|(key, level)| (*key, Grant { level: *level, giver: HOLDER, rests_on: None })).collect();
    World { parents: parents.to_vec(), homes, suspended: [false; PEOPLE], grants, last: None }
}

/// Three groups in a line, and nothing given yet.
#[test]
fn from_nothing_in_a_line_of_groups() {
    let worlds = search(world(&[0, 0, 1], [0, 1, 2], &[]), 4 + further());
    assert!(worlds > 1_000, "{worlds}");
}

/// Five groups: two branches, one of them deeper; 1 administers the one branch and views the other.
#[test]
fn from_an_administrator_of_one_branch_and_viewer_of_the_other() {
    let given = [((1, On::Group(1)), Level::Administrator), ((1, On::Group(2)), Level::Viewer)];
    let worlds = search(world(&[0, 0, 0, 1, 2], [0, 1, 3], &given), 3 + further());
    assert!(worlds > 500, "{worlds}");
}

/// Two delegates, one below the other.
#[test]
fn from_one_delegate_below_another() {
    let given = [((1, On::Group(1)), Level::Administrator), ((2, On::Group(2)), Level::Administrator)];
    let worlds = search(world(&[0, 0, 1, 2], [0, 1, 2], &given), 3 + further());
    assert!(worlds > 300, "{worlds}");
}
