//! Random operations by everybody in one account, against a plain model in memory that knows the rules in its own words
//! and asks neither `decide` nor the database: what succeeds, and what is there afterwards, must be the same.
//!
//! A run is 12,000 operations; with `PORTICO_TEST_LONG`, a hundred runs. `PORTICO_TEST_SEED` repeats one of them.

mod plain;

use crate::support::World;
use backend::access::Caller;
use backend::clock::Entropy;
use backend::service;
use backend::service::access::On as Place;
use backend::service::relocation::What;
use domain::access::Level::{Administrator, Viewer};
use domain::grant::GrantForm;
use domain::group::GroupForm;
use domain::{GrantId, GroupId, LoginId, UserId};
use jiff::SignedDuration;
use plain::{Gone, Grant, Model, Move, NONE, On};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const OPERATIONS: usize = 12_000;
const LONG_RUNS: u64 = 100;

/// A world with its model.
struct Run {
    world: World,
    model: Model,
    dice: Entropy,
    callers: BTreeMap<UserId, Caller>,
    handles: BTreeMap<UserId, String>,
    succeeded: BTreeMap<&'static str, usize>,
}

impl Run {
    async fn start(seed: u64) -> Run {
        let mut world = World::new().await;
        // Nobody has a password here.
        world.portico.policy.confirmed = world.portico.policy.absolute;
        let account = world.account("acme").await;
        let (mut callers, mut handles) = (BTreeMap::new(), BTreeMap::new());
        callers.insert(account.holder, account.caller.clone());
        handles.insert(account.holder, "holder@acme.example".to_owned());
        let mut homes = BTreeMap::from([(account.holder, account.root)]);
        for number in 0..7 {
            let handle = format!("user{number}@acme.example");
            let person = world.managed(&account, account.root, &handle).await;
            callers.insert(person.id, person.caller);
            handles.insert(person.id, handle);
            homes.insert(person.id, account.root);
        }
        let model = Model {
            root: account.root,
            holder: account.holder,
            now: world.now(),
            parents: BTreeMap::from([(account.root, None)]),
            names: BTreeMap::from([(account.root, "acme".to_owned())]),
            homes,
            suspended: BTreeSet::new(),
            gone: BTreeMap::new(),
            grants: BTreeMap::new(),
            moves: Vec::new(),
        };
        let dice = Entropy::seeded(seed);
        Run { world, model, dice, callers, handles, succeeded: BTreeMap::new() }
    }

    fn below(&self, most: usize) -> usize {
        let mut bytes = [0; 4];
        self.dice.fill(&mut bytes).unwrap();
        usize::try_from(u32::from_le_bytes(bytes)).unwrap() % most
    }

    fn one<T: Copy>(&self, all: impl IntoIterator<Item = T>) -> Option<T> {
        let all: Vec<T> = all.into_iter().collect();
        if all.is_empty() { None } else { Some(all[self.below(all.len())]) }
    }

    /// Time passes: a second with each operation, and now and then a day, after which everybody signs in again.
    async fn wait(&mut self) {
        let day = self.below(150) == 0;
        let time = if day { SignedDuration::from_hours(24) } else { SignedDuration::from_secs(1) };
        self.world.portico.clock.advance(time);
        self.model.now = self.world.now();
        let now = self.model.now;
        self.model.grants.retain(|_, grant| !grant.is_over(now));
        if day {
            for user in self.model.homes.keys().copied().collect::<Vec<_>>() {
                self.sign_in(user).await;
            }
        }
    }

    async fn sign_in(&mut self, user: UserId) {
        let login = sqlx::query_scalar("select login_id from users where id = $1").bind(user.0);
        let login: Uuid = login.fetch_one(self.world.owner()).await.unwrap();
        self.callers.insert(user, self.world.session(LoginId(login)).await);
    }

    /// One operation by somebody: its name, whether it succeeded, and whether the model says that it should.
    async fn operate(&mut self) -> (&'static str, bool, bool) {
        let by = match self.below(4) {
            0 => self.model.holder,
            _ => self.one(self.model.homes.keys().copied()).unwrap(),
        };
        let awake = !self.model.suspended.contains(&by);
        let group = self.one(self.model.parents.keys().copied()).unwrap();
        let user = self.one(self.model.homes.keys().copied()).unwrap();
        let what = if self.below(2) == 0 { On::Group(group) } else { On::User(user) };
        match self.below(24) {
            0..=2 => self.add(by, awake, group).await,
            3 => self.delete(by, awake, group).await,
            4..=8 => self.give(by, awake, what).await,
            9..=10 => self.revoke(by, awake).await,
            11..=15 => self.relocate(by, awake, what).await,
            16..=17 => self.undo(by, awake).await,
            18..=19 => self.suspend(by, awake, user).await,
            20..=21 => self.delete_user(by, awake, user).await,
            _ => self.restore(by, awake).await,
        }
    }

    async fn add(&mut self, by: UserId, awake: bool, parent: GroupId) -> (&'static str, bool, bool) {
        let name = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"][self.below(5)];
        // Few groups meet more often.
        let parent = if self.model.parents.len() > 20 { self.model.root } else { parent };
        let expected = awake
            && self.model.administers(by, On::Group(parent))
            && !self.model.has_child(parent, name)
            && self.model.up(parent).len() < domain::group::MOST_LEVELS;
        let form = GroupForm { name: name.to_owned(), ..GroupForm::default() };
        let (portico, caller) = (&self.world.portico, &self.callers[&by]);
        let added = service::group::add(portico, caller, "acme", &parent.to_string(), &form).await;
        if let Ok(id) = added {
            self.model.parents.insert(id, Some(parent));
            self.model.names.insert(id, name.to_owned());
        }
        ("add", added.is_ok(), expected)
    }

    async fn delete(&mut self, by: UserId, awake: bool, group: GroupId) -> (&'static str, bool, bool) {
        let model = &mut self.model;
        let is_empty =
            !model.parents.values().any(|up| *up == Some(group)) && !model.homes.values().any(|home| *home == group);
        let expected =
            awake && is_empty && model.parents[&group].is_some_and(|parent| model.administers(by, On::Group(parent)));
        let (portico, caller) = (&self.world.portico, &self.callers[&by]);
        let deleted = service::group::delete(portico, caller, "acme", &group.to_string()).await;
        if deleted.is_ok() {
            model.parents.remove(&group);
            model.names.remove(&group);
            model.grants.retain(|_, grant| grant.on != On::Group(group));
        }
        ("delete", deleted.is_ok(), expected)
    }

    async fn give(&mut self, by: UserId, awake: bool, on: On) -> (&'static str, bool, bool) {
        let holder = self.one(self.model.homes.keys().copied()).unwrap();
        let level = if self.below(4) == 0 { Viewer } else { Administrator };
        let days = self.below(6);
        // Half of them do not end by themselves; the others on one of the next days, at midnight in UTC.
        let (day, until) = if days < 3 {
            (String::new(), None)
        } else {
            let day = self.model.now.to_zoned(jiff::tz::TimeZone::UTC).date();
            let last = day.saturating_add(jiff::Span::new().days(i64::try_from(days).unwrap()));
            let end = last.tomorrow().unwrap().to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
            (last.to_string(), Some(end))
        };
        let mut new = Grant { holder, on, level, giver: by, rests_on: None, until };
        let basis = self.model.may_give(by, &new, NONE);
        let has_one = self.model.held(holder).any(|(_, held)| held.on == on);
        let expected = awake && basis.is_some() && !has_one;
        let place = match on {
            On::Group(group) => Place::Group(group.to_string()),
            On::User(user) => Place::User(user.to_string()),
        };
        let form = GrantForm { who: self.handles[&holder].clone(), level: level.name().to_owned(), until: day };
        let given =
            service::access::give(&self.world.portico, &self.callers[&by], "acme", &place, &form, String::new()).await;
        if let (Ok(id), Some(basis)) = (&given, basis) {
            new.rests_on = basis;
            self.model.grants.insert(*id, new);
        }
        ("give", given.is_ok(), expected)
    }

    async fn revoke(&mut self, by: UserId, awake: bool) -> (&'static str, bool, bool) {
        let Some(id) = self.one(self.model.grants.keys().copied()) else { return ("revoke", false, false) };
        let grant = &self.model.grants[&id];
        let above = match grant.on {
            On::Group(group) => self.model.parents[&group].unwrap_or(group),
            On::User(user) => self.model.homes[&user],
        };
        let may = grant.holder == by || grant.giver == by || self.model.administers(by, On::Group(above));
        let keep = self.below(2) == 0;
        let (portico, caller) = (&self.world.portico, &self.callers[&by]);
        let revoked = service::access::revoke(portico, caller, "acme", &id.to_string(), keep, String::new()).await;
        if revoked.is_ok() {
            self.model.fall(by, &[id], &[id], keep);
        }
        ("revoke", revoked.is_ok(), awake && may)
    }

    async fn relocate(&mut self, by: UserId, awake: bool, what: On) -> (&'static str, bool, bool) {
        let to = self.one(self.model.parents.keys().copied()).unwrap();
        let expected = awake && self.model.may_move(by, what, to);
        let from = self.model.parent_of(what);
        let (portico, caller) = (&self.world.portico, &self.callers[&by]);
        let (subject, goal) = (subject(what), to.to_string());
        let moved = service::relocation::relocate(portico, caller, "acme", &subject, &goal).await;
        if let (Ok(()), Some(from)) = (&moved, from) {
            let ended = self.model.relocate(by, what, to);
            self.note(what, from, to, ended).await;
        }
        ("move", moved.is_ok(), expected)
    }

    /// Remembers a move as it can be undone.
    async fn note(&mut self, what: On, from: GroupId, to: GroupId, ended: Vec<Grant>) {
        let known: Vec<Uuid> = self.model.moves.iter().map(|done| done.id).collect();
        let id: Uuid = sqlx::query_scalar("select id from moves where not id = any ($1)")
            .bind(&known)
            .fetch_one(self.world.owner())
            .await
            .unwrap();
        self.model.moves.push(Move { id, at: self.model.now, what, from, to, ended, undone: false });
    }

    async fn undo(&mut self, by: UserId, awake: bool) -> (&'static str, bool, bool) {
        // The newer ones can be undone more often.
        let most = self.model.moves.len().min(12);
        if most == 0 {
            return ("undo", false, false);
        }
        let at = self.model.moves.len() - 1 - self.below(most);
        let done = self.model.moves[at].clone();
        let expected = awake && self.model.may_undo(by, &done);
        let (portico, caller) = (&self.world.portico, &self.callers[&by]);
        let undone = service::relocation::undo(portico, caller, "acme", &done.id.to_string()).await;
        if undone.is_ok() {
            let ended = self.model.relocate(by, done.what, done.from);
            self.model.moves[at].undone = true;
            self.note(done.what, done.to, done.from, ended).await;
            self.give_again(by, &done.ended).await;
        }
        ("undo", undone.is_ok(), expected)
    }

    /// What had ended by a move, as far as whoever undoes it could give it.
    async fn give_again(&mut self, by: UserId, ended: &[Grant]) {
        for old in ended {
            let is_there = match old.on {
                On::Group(group) => self.model.parents.contains_key(&group),
                On::User(user) => self.model.homes.contains_key(&user),
            };
            let is_there = is_there && self.model.homes.contains_key(&old.holder);
            let has_one = self.model.held(old.holder).any(|(_, held)| held.on == old.on);
            if !is_there || has_one || old.is_over(self.model.now) {
                continue;
            }
            let Some(rests_on) = self.model.may_give(by, old, NONE) else { continue };
            let (group, user) = match old.on {
                On::Group(group) => (Some(group.0), None),
                On::User(user) => (None, Some(user.0)),
            };
            let id: Option<Uuid> = sqlx::query_scalar(
                "select id from grants where user_id = $1 and (group_id = $2 or target_user_id = $3)
                     and (expires_at is null or expires_at > $4)",
            )
            .bind(old.holder.0)
            .bind(group)
            .bind(user)
            .bind(jiff_sqlx::ToSqlx::to_sqlx(self.model.now))
            .fetch_optional(self.world.owner())
            .await
            .unwrap();
            let id = GrantId(id.unwrap_or_else(|| panic!("{old:?} is given again by {by}")));
            self.model.grants.insert(id, Grant { giver: by, rests_on, ..old.clone() });
        }
    }

    async fn suspend(&mut self, by: UserId, awake: bool, user: UserId) -> (&'static str, bool, bool) {
        let may = awake
            && user != by
            && user != self.model.holder
            && self.model.administers(by, On::User(user))
            && self.model.covers(by, user, NONE);
        let (portico, caller, id) = (&self.world.portico, &self.callers[&by], user.to_string());
        // Mostly they are let in again, so that not everybody sleeps.
        if self.model.suspended.contains(&user) || self.below(3) == 0 {
            let resumed = service::user::resume(portico, caller, "acme", &id).await;
            if resumed.is_ok() {
                self.model.suspended.remove(&user);
            }
            return ("resume", resumed.is_ok(), may);
        }
        let keep = self.below(2) == 0;
        let suspended = service::user::suspend(portico, caller, "acme", &id, keep).await;
        if suspended.is_ok() {
            let given: Vec<GrantId> =
                self.model.grants.iter().filter(|(_, grant)| grant.giver == user).map(|(id, _)| *id).collect();
            self.model.fall(by, &given, &[], keep);
            self.model.suspended.insert(user);
        }
        ("suspend", suspended.is_ok(), may)
    }

    async fn delete_user(&mut self, by: UserId, awake: bool, user: UserId) -> (&'static str, bool, bool) {
        let expected = awake && self.model.may_delete(by, user);
        let keep = self.below(2) == 0;
        let (portico, caller) = (&self.world.portico, &self.callers[&by]);
        let deleted = service::user::delete(portico, caller, "acme", &user.to_string(), keep).await;
        if deleted.is_ok() {
            self.model.delete(by, user, keep);
        }
        ("delete a user", deleted.is_ok(), expected)
    }

    async fn restore(&mut self, by: UserId, awake: bool) -> (&'static str, bool, bool) {
        let Some(user) = self.one(self.model.gone.keys().copied()) else { return ("restore", false, false) };
        let group = self.model.place_of(&self.model.gone[&user]);
        let expected = awake && self.model.administers(by, On::Group(group));
        let (portico, caller) = (&self.world.portico, &self.callers[&by]);
        let restored = service::user::restore(portico, caller, "acme", &user.to_string()).await;
        if restored.is_ok() {
            let Gone { suspended, .. } = self.model.gone.remove(&user).unwrap();
            self.model.homes.insert(user, group);
            if suspended {
                self.model.suspended.insert(user);
            }
            self.sign_in(user).await;
        }
        ("restore", restored.is_ok(), expected)
    }

    /// Everything that the database holds is what the model says.
    async fn compare(&self, step: &str) {
        type Row =
            (Uuid, Uuid, Option<Uuid>, Option<Uuid>, String, Option<Uuid>, Option<Uuid>, Option<jiff_sqlx::Timestamp>);
        let rows: Vec<Row> = sqlx::query_as(
            "select id, user_id, group_id, target_user_id, level, granted_by, rests_on, expires_at
             from grants where expires_at is null or expires_at > $1",
        )
        .bind(jiff_sqlx::ToSqlx::to_sqlx(self.model.now))
        .fetch_all(self.world.owner())
        .await
        .unwrap();
        let stored: BTreeMap<GrantId, Grant> = rows
            .into_iter()
            .map(|(id, holder, group, user, level, giver, rests_on, until)| {
                let on = group.map(|group| On::Group(GroupId(group))).or(user.map(|user| On::User(UserId(user))));
                let grant = Grant {
                    holder: UserId(holder),
                    on: on.unwrap(),
                    level: level.parse().unwrap(),
                    giver: UserId(giver.unwrap()),
                    rests_on: rests_on.map(GrantId),
                    until: until.map(jiff_sqlx::Timestamp::to_jiff),
                };
                (GrantId(id), grant)
            })
            .collect();
        assert_eq!(stored, self.model.grants, "{step}: grants");
    }

    async fn compare_all(&self, step: &str) {
        self.compare(step).await;
        let groups: Vec<(Uuid, Option<Uuid>, String)> =
            sqlx::query_as("select id, parent_id, name from groups").fetch_all(self.world.owner()).await.unwrap();
        let groups: BTreeSet<_> =
            groups.into_iter().map(|(id, up, name)| (GroupId(id), up.map(GroupId), name)).collect();
        let model = &self.model;
        assert_eq!(
            groups,
            model.parents.iter().map(|(id, up)| (*id, *up, model.names[id].clone())).collect(),
            "{step}"
        );
        let users: Vec<(Uuid, Uuid, bool)> = sqlx::query_as("select id, group_id, suspended_at is not null from users")
            .fetch_all(self.world.owner())
            .await
            .unwrap();
        let users: BTreeSet<_> =
            users.into_iter().map(|(id, home, asleep)| (UserId(id), GroupId(home), asleep)).collect();
        let expected = model.homes.iter().map(|(id, home)| (*id, *home, model.suspended.contains(id))).collect();
        assert_eq!(users, expected, "{step}");
        let holders =
            "select count(*) from accounts a join users u on u.id = a.holder_user_id and u.suspended_at is null";
        assert_eq!(self.world.count(holders).await, 1, "{step}: exactly one holder, who is not suspended");
        self.world.assert_tree_is_sound().await;
    }
}

fn subject(what: On) -> What {
    match what {
        On::Group(group) => What::Group(group.to_string()),
        On::User(user) => What::User(user.to_string()),
    }
}

async fn run(seed: u64) {
    let mut run = Run::start(seed).await;
    for number in 0..OPERATIONS {
        run.wait().await;
        let (name, succeeded, expected) = run.operate().await;
        let step = format!("seed {seed}, operation {number}: {name}");
        assert_eq!(succeeded, expected, "{step}");
        if succeeded {
            *run.succeeded.entry(name).or_default() += 1;
            run.compare(&step).await;
        }
        if number % 250 == 249 {
            run.compare_all(&step).await;
        }
    }
    let rare: Vec<_> = run.succeeded.iter().filter(|(_, times)| **times < 50).collect();
    assert!(rare.is_empty() && run.succeeded.len() == 10, "some hardly ever succeed: {:?}", run.succeeded);
}

#[tokio::test]
async fn random_operations_come_to_what_a_plain_model_says() {
    let chosen = std::env::var("PORTICO_TEST_SEED").ok().map(|seed| seed.parse().unwrap());
    let runs = match (chosen, std::env::var_os("PORTICO_TEST_LONG")) {
        (Some(seed), _) => seed..=seed,
        (None, Some(_)) => 1..=LONG_RUNS,
        (None, None) => 1..=1,
    };
    for seed in runs {
        run(seed).await;
    }
}
