//! Moving in the tree: what it keeps true, and what it refuses.

use crate::support::{Account, On, World, faulty_fields, problem};
use backend::clock::Entropy;
use backend::service;
use domain::access::Level;
use domain::group::GroupForm;
use domain::{GroupId, Problem, UserId};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

fn named(name: &str) -> GroupForm {
    GroupForm { name: name.to_owned(), ..GroupForm::default() }
}

/// A chain of groups below `parent`, so many levels deep.
async fn chain(world: &World, account: &Account, parent: GroupId, levels: usize, name: &str) -> Vec<GroupId> {
    let mut groups = vec![parent];
    for level in 0..levels {
        groups.push(world.group(account, groups[level], &format!("{name} {level}")).await);
    }
    groups.split_off(1)
}

impl World {
    async fn move_group(&self, account: &Account, group: GroupId, to: GroupId) -> backend::Result<GroupId> {
        let (group, to) = (group.to_string(), to.to_string());
        service::group::relocate(&self.portico, &account.caller, &account.slug, &group, &to).await
    }

    async fn move_user(&self, account: &Account, user: UserId, to: GroupId) -> backend::Result<UserId> {
        let (user, to) = (user.to_string(), to.to_string());
        service::user::relocate(&self.portico, &account.caller, &account.slug, &user, &to).await
    }
}

#[tokio::test]
async fn a_group_never_goes_below_itself() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let groups = chain(&world, &account, account.root, 4, "level").await;
    let before = world.everything().await;
    for below in [0, 1, 3] {
        let refused = problem(world.move_group(&account, groups[0], groups[below]).await);
        assert!(matches!(refused, Problem::Forbidden { reason } if reason == "A group cannot go below itself."));
    }
    for to in [groups[0], account.root] {
        let refused = problem(world.move_group(&account, account.root, to).await);
        assert!(
            matches!(refused, Problem::Forbidden { reason } if reason.contains("top group")),
            "the root never moves"
        );
    }
    let here = faulty_fields(world.move_group(&account, groups[1], groups[0]).await);
    assert_eq!(here, ["to"], "it is there already");
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn siblings_differ_by_more_than_case() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let sales = world.group(&account, account.root, "Sales").await;
    let north = world.group(&account, sales, "Norr Ångström").await;
    let lower = world.group(&account, account.root, "norr a\u{30a}ngstro\u{308}m").await;
    let add = |name: &'static str| {
        let (portico, account) = (world.portico.clone(), account.clone());
        async move {
            let parent = account.root.to_string();
            service::group::add(&portico, &account.caller, &account.slug, &parent, &named(name)).await
        }
    };
    assert_eq!(faulty_fields(add("SALES").await), ["name"]);
    assert_eq!(faulty_fields(add("ＳＡＬＥＳ").await), ["name"], "also in full width");
    assert_eq!(faulty_fields(world.move_group(&account, north, account.root).await), ["to"]);
    let edited =
        service::group::edit(&world.portico, &account.caller, "acme", &lower.to_string(), &named("sales"), 1).await;
    assert_eq!(faulty_fields(edited), ["name"]);
    assert!(add("Sales 2").await.is_ok());
    world.assert_tree_is_sound().await;
}

#[tokio::test]
async fn a_name_that_folds_to_many_characters_is_a_name() {
    let world = World::new().await;
    let account = world.account("acme").await;
    // U+FDFA alone becomes eighteen characters by NFKC.
    let long = world.group(&account, account.root, &"\u{FDFA}".repeat(100)).await;
    world.group(&account, long, &"\u{1F600}".repeat(100)).await;
    world.assert_tree_is_sound().await;
}

#[tokio::test]
async fn the_tree_ends_at_thirty_two_levels() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let deep = chain(&world, &account, account.root, 31, "level").await;
    let low = deep.last().unwrap().to_string();
    let added = service::group::add(&world.portico, &account.caller, "acme", &low, &named("one more")).await;
    assert!(problem(added).field_errors()[0].message.contains("32 levels"));
    let pair = chain(&world, &account, account.root, 2, "pair").await;
    assert_eq!(faulty_fields(world.move_group(&account, pair[0], deep[29]).await), ["to"]);
    world.move_group(&account, pair[0], deep[28]).await.unwrap();
    world.assert_tree_is_sound().await;
}

#[tokio::test]
async fn the_database_itself_refuses_a_cycle() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let groups = chain(&world, &account, account.root, 3, "level").await;
    for below in [groups[0], groups[2]] {
        let refused = sqlx::query("update groups set parent_id = $2 where id = $1")
            .bind(groups[0].0)
            .bind(below.0)
            .execute(world.owner())
            .await
            .unwrap_err();
        let constraint = refused.as_database_error().unwrap().constraint().unwrap().to_owned();
        assert!(["groups_no_cycle", "groups_not_own_parent"].contains(&constraint.as_str()), "{constraint}");
    }
}

#[tokio::test]
async fn a_move_takes_both_parents() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let [mine, others] =
        [world.group(&account, account.root, "Mine").await, world.group(&account, account.root, "Others").await];
    let (inner, target) = (world.group(&account, mine, "Inner").await, world.group(&account, others, "Target").await);
    let user = world.user(&account, inner, "bo@a.example").await;
    let anna = world.delegate(&account, mine, "anna@a.example", Level::Administrator, On::Group(mine)).await;
    world.grant(&account, anna.id, Level::Viewer, On::Group(others)).await;
    let as_anna = Account { caller: anna.caller.clone(), ..account.clone() };
    let forbidden = |result| matches!(result, Problem::Forbidden { .. });
    assert!(forbidden(problem(world.move_group(&as_anna, inner, target).await)), "she only views the new parent");
    assert!(forbidden(problem(world.move_group(&as_anna, target, mine).await)), "she only views the old parent");
    assert!(forbidden(problem(world.move_group(&as_anna, mine, inner).await)), "her own top group is not hers to move");
    assert!(forbidden(problem(world.move_user(&as_anna, user, target).await)));
    assert_eq!(
        faulty_fields(world.move_user(&as_anna, user, account.root).await),
        ["to"],
        "what she does not see is no place"
    );
    world.move_user(&as_anna, user, mine).await.unwrap();
    world.assert_tree_is_sound().await;
}

/// A plain tree in memory: what the database must come to as well.
#[derive(Default)]
struct Model {
    parents: BTreeMap<GroupId, Option<GroupId>>,
    names: BTreeMap<GroupId, String>,
    users: BTreeMap<UserId, GroupId>,
}

impl Model {
    fn path(&self, group: GroupId) -> Vec<GroupId> {
        let mut path = vec![group];
        while let Some(parent) = self.parents[path.last().unwrap()] {
            path.push(parent);
        }
        path
    }

    fn has_child(&self, parent: GroupId, name: &str, but: Option<GroupId>) -> bool {
        self.parents.iter().any(|(id, up)| {
            *up == Some(parent) && Some(*id) != but && self.names[id].to_lowercase() == name.to_lowercase()
        })
    }
}

#[tokio::test]
async fn random_operations_keep_the_tree_what_a_plain_model_says() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let dice = Entropy::seeded(42);
    let below = |most: usize| {
        let mut bytes = [0; 4];
        dice.fill(&mut bytes).unwrap();
        usize::try_from(u32::from_le_bytes(bytes)).unwrap() % most
    };
    let mut model = Model::default();
    model.parents.insert(account.root, None);
    model.names.insert(account.root, "acme".to_owned());
    model.users.insert(account.holder, account.root);
    for n in 0..20 {
        model.users.insert(world.user(&account, account.root, &format!("user{n}@a.example")).await, account.root);
    }
    let (portico, caller) = (&world.portico, &account.caller);
    let mut done = 0;
    for step in 0..400 {
        let groups: Vec<GroupId> = model.parents.keys().copied().collect();
        let (group, to) = (groups[below(groups.len())], groups[below(groups.len())]);
        let (id, name) = (group.to_string(), format!("Name {}", ["å", "B", "c d", "É", "ß"][below(5)]));
        let (succeeded, expected) = match below(10) {
            0..=2 => {
                let added = service::group::add(portico, caller, "acme", &id, &named(&name)).await;
                let expected = !model.has_child(group, &name, None) && model.path(group).len() < 32;
                if let Ok(new) = added {
                    model.parents.insert(new, Some(group));
                    model.names.insert(new, name);
                }
                (added.is_ok(), expected)
            }
            3..=4 => {
                let version: i32 = sqlx::query_scalar("select version from groups where id = $1")
                    .bind(group.0)
                    .fetch_one(world.owner())
                    .await
                    .unwrap();
                let edited = service::group::edit(portico, caller, "acme", &id, &named(&name), version).await;
                let expected = match model.parents[&group] {
                    Some(parent) => !model.has_child(parent, &name, Some(group)),
                    None => model.names[&group] == name,
                };
                if edited.is_ok() {
                    model.names.insert(group, name);
                }
                (edited.is_ok(), expected)
            }
            5..=6 => {
                let moved = world.move_group(&account, group, to).await;
                let parent = model.parents[&group];
                let expected = parent.is_some()
                    && parent != Some(to)
                    && !model.path(to).contains(&group)
                    && !model.has_child(to, &model.names[&group], Some(group));
                if moved.is_ok() {
                    model.parents.insert(group, Some(to));
                }
                (moved.is_ok(), expected)
            }
            7 => {
                let deleted = service::group::delete(portico, caller, "acme", &id).await;
                let expected = model.parents[&group].is_some()
                    && !model.parents.values().any(|up| *up == Some(group))
                    && !model.users.values().any(|home| *home == group);
                if deleted.is_ok() {
                    model.parents.remove(&group);
                    model.names.remove(&group);
                }
                (deleted.is_ok(), expected)
            }
            _ => {
                let users: Vec<UserId> = model.users.keys().copied().collect();
                let user = users[below(users.len())];
                let moved = world.move_user(&account, user, to).await;
                let expected = model.users[&user] != to;
                if moved.is_ok() {
                    model.users.insert(user, to);
                }
                (moved.is_ok(), expected)
            }
        };
        assert_eq!(succeeded, expected, "step {step}");
        done += usize::from(succeeded);
        if step % 40 == 39 {
            world.assert_tree_is_sound().await;
        }
    }
    assert!(done > 200, "only {done} operations were possible");
    let stored: BTreeSet<(GroupId, Option<GroupId>, String)> =
        sqlx::query_as::<_, (uuid::Uuid, Option<uuid::Uuid>, String)>("select id, parent_id, name from groups")
            .fetch_all(world.owner())
            .await
            .unwrap()
            .into_iter()
            .map(|(id, parent, name)| (GroupId(id), parent.map(GroupId), name))
            .collect();
    assert_eq!(stored, model.parents.iter().map(|(id, up)| (*id, *up, model.names[id].clone())).collect());
}

/// How long moves race in an ordinary run, and how many races a long one has (`PORTICO_TEST_LONG`).
const RACING: Duration = Duration::from_secs(60);
const LONG_RACES: usize = 100_000;

/// Two to sixteen people move groups below each other at the same moment, as many rounds as fit a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn crossing_moves_never_make_a_cycle() {
    let world = std::sync::Arc::new(World::new().await);
    let account = world.account("acme").await;
    let mut groups = Vec::new();
    for n in 0..5 {
        groups.push(world.group(&account, account.root, &format!("Group {n}")).await);
    }
    let (long, began) = (std::env::var_os("PORTICO_TEST_LONG").is_some(), Instant::now());
    let (mut moved, mut round) = (0, 0);
    while if long { round < LONG_RACES } else { began.elapsed() < RACING } {
        let racers = 2 + round % 15;
        let tasks: Vec<_> = (0..racers)
            .map(|task| {
                let (world, account) = (std::sync::Arc::clone(&world), account.clone());
                // Pairs that cross: a below b while b goes below a.
                let (group, to) = (groups[(task + round) % 5], groups[(task + round + 1 + task / 5) % 5]);
                tokio::spawn(async move { world.move_group(&account, group, to).await })
            })
            .collect();
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => moved += 1,
                Err(error) => {
                    let problem = error.into_problem("");
                    assert!(matches!(problem, Problem::Forbidden { .. } | Problem::Invalid { .. }), "{problem:?}");
                }
            }
        }
        world.assert_tree_is_sound().await;
        for group in &groups {
            // Back to the start, whichever way round that is possible; those that are there already refuse.
            let _ = world.move_group(&account, *group, account.root).await;
        }
        round += 1;
    }
    assert!(round > 20 && moved > round, "only {moved} moves took place in {round} rounds");
    world.assert_tree_is_sound().await;
}
