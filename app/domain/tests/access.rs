//! Who may do what, as a table that a person can read: `access.golden.txt`. After a rule has changed on purpose,
//! `UPDATE_GOLDEN=1 cargo test -p domain --test access` writes the table anew; what changed is in the diff then.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use domain::access::{
    Action, Actor, Decision, GroupFacts, HeldGrant, Level, Reach, Reason, Refusal, Target, UserActor, UserFacts, decide,
};
use domain::{AccountId, GrantId, GroupId, UserId};
use proptest::prelude::*;
use std::fmt::Write as _;
use uuid::Uuid;

fn account(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(number))
}

fn group(number: u128) -> GroupId {
    GroupId(Uuid::from_u128(100 + number))
}

fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(200 + number))
}

fn place(account: AccountId, path: &[u128]) -> GroupFacts {
    GroupFacts { account, path: path.iter().map(|number| group(*number)).collect() }
}

fn member(account: AccountId, id: UserId, path: &[u128]) -> UserFacts {
    UserFacts { id, group: place(account, path) }
}

fn grant(number: u128, level: Level, on: Reach) -> HeldGrant {
    HeldGrant {
        id: GrantId(Uuid::from_u128(300 + number)),
        level,
        on,
        granted_by: Some("Eva".to_owned()),
        granted_on: "3 May 2026".to_owned(),
    }
}

fn actor(is_holder: bool, grants: Vec<HeldGrant>) -> UserActor {
    UserActor { account: account(1), user: user(1), is_holder, grants }
}

/// The tree of the table: root 0, in it A 1 and B 2, in A the actor's group G 3 and its sibling S 4, in G the child C 5,
/// in B the cousin 6.
const ROOT: &[u128] = &[0];
const PARENT: &[u128] = &[0, 1];
const SELF: &[u128] = &[0, 1, 3];
const SIBLING: &[u128] = &[0, 1, 4];
const CHILD: &[u128] = &[0, 1, 3, 5];
const COUSIN: &[u128] = &[0, 2, 6];

const RELATIONS: [(&str, &[u128]); 7] = [
    ("self", SELF),
    ("child", CHILD),
    ("parent", PARENT),
    ("sibling", SIBLING),
    ("cousin", COUSIN),
    ("root", ROOT),
    ("other", SELF),
];

fn roles() -> Vec<(&'static str, Actor)> {
    let on = |number| Reach::Group(group(number), "G".to_owned());
    let user = |grants| Actor::User(actor(false, grants));
    vec![
        ("holder", Actor::User(actor(true, Vec::new()))),
        ("administrator of the root", user(vec![grant(1, Level::Administrator, on(0))])),
        ("administrator of G", user(vec![grant(1, Level::Administrator, on(3))])),
        ("viewer of G", user(vec![grant(1, Level::Viewer, on(3))])),
        (
            "administrator of G, viewer of A",
            user(vec![grant(1, Level::Administrator, on(3)), grant(2, Level::Viewer, on(1))]),
        ),
        ("administrator of one user", user(vec![grant(1, Level::Administrator, Reach::User(self::user(9)))])),
        ("viewer of one user", user(vec![grant(1, Level::Viewer, Reach::User(self::user(9)))])),
        ("user without access", user(Vec::new())),
        ("operator", Actor::Operator),
    ]
}

/// What the action is done to when it is done in this relation.
fn target(action: Action, account: AccountId, path: &[u128]) -> Target {
    let here = place(account, path);
    match action {
        Action::CreateAccount => Target::Portico,
        Action::ImportOrganization | Action::BrowseUsers | Action::EditCompany => Target::Account(account),
        Action::ViewGroup
        | Action::AddGroup
        | Action::DescribeGroup
        | Action::RenameGroup
        | Action::SetBillingCode
        | Action::DeleteGroup => Target::Group(here),
        // A child of the actor's group goes there, and back.
        Action::MoveGroup => Target::GroupMove(here, place(account, CHILD)),
        Action::ViewUser => Target::User(member(account, user(9), path)),
        Action::MoveUser => Target::UserMove(member(account, user(9), path), place(account, CHILD)),
        Action::ViewProfile | Action::EditProfile => Target::User(member(account, user(1), path)),
    }
}

fn cell(decision: &Decision) -> String {
    match decision {
        Decision::Granted(Reason::Ownership) => "yes: ownership".to_owned(),
        Decision::Granted(Reason::Own) => "yes: own".to_owned(),
        Decision::Granted(Reason::Operator) => "yes: operator".to_owned(),
        Decision::Granted(Reason::Grant { level: Level::Administrator, .. }) => "yes: administers".to_owned(),
        Decision::Granted(Reason::Grant { level: Level::Viewer, .. }) => "yes: views".to_owned(),
        Decision::Forbidden(refusal) => format!(
            "no: {}",
            match refusal {
                Refusal::ViewerOnly => "viewer only",
                Refusal::NeedsParent => "needs parent",
                Refusal::Root => "root",
                Refusal::NeedsOldParent => "needs old parent",
                Refusal::NeedsNewParent => "needs new parent",
                Refusal::BelowItself => "below itself",
                Refusal::HolderOnly => "holder only",
                Refusal::NoAdministration => "no administration",
            }
        ),
        Decision::Hidden => "-".to_owned(),
    }
}

fn table() -> String {
    let mut text = "Who may do what. Written by app/domain/tests/access.rs; see there for the tree.\n\
                    \"-\" is hidden (404), \"no\" is forbidden (403). Moves go below the child of G; \"other\" is another account.\n"
        .to_owned();
    for (role, actor) in roles() {
        let _ = write!(text, "\n{role}\n");
        let mut line = format!("  {:20}", "");
        for (relation, _) in RELATIONS {
            let _ = write!(line, "{relation:22}");
        }
        text.push_str(line.trim_end());
        text.push('\n');
        for action in Action::ALL {
            let mut line = format!("  {:20}", format!("{action:?}"));
            for (relation, path) in RELATIONS {
                let account = account(if relation == "other" { 2 } else { 1 });
                let _ = write!(line, "{:22}", cell(&decide(&actor, action, &target(action, account, path))));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

#[test]
fn the_table_is_as_it_was_agreed() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/access.golden.txt");
    let table = table();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(file, &table).expect("written");
    }
    let agreed = std::fs::read_to_string(file).expect("the table; UPDATE_GOLDEN=1 writes it");
    for (now, agreed) in table.lines().zip(agreed.lines()) {
        assert_eq!(now, agreed, "a rule has changed: on purpose, UPDATE_GOLDEN=1 writes the table anew");
    }
    assert_eq!(table.len(), agreed.len());
}

/// Places in a tree of ten groups, in which the parent of each is a smaller number.
fn paths() -> Vec<Vec<u128>> {
    let parent = [0, 0, 0, 1, 1, 3, 2, 6, 7, 5];
    (0..10_u128)
        .map(|number| {
            let mut path = vec![number];
            while path[0] != 0 {
                let top = usize::try_from(path[0]).expect("small");
                path.insert(0, parent[top]);
            }
            path
        })
        .collect()
}

fn some_place() -> impl Strategy<Value = Vec<u128>> {
    (0..10_usize).prop_map(|number| paths().swap_remove(number))
}

fn some_grant() -> impl Strategy<Value = HeldGrant> {
    let on = prop_oneof![
        3 => (0..10_u128).prop_map(|number| Reach::Group(group(number), format!("group {number}"))),
        1 => (1..6_u128).prop_map(|number| Reach::User(user(number))),
    ];
    (1..50_u128, any::<bool>(), on)
        .prop_map(|(id, administers, on)| grant(id, if administers { Level::Administrator } else { Level::Viewer }, on))
}

prop_compose! {
    fn some_actor()(is_holder in prop::bool::weighted(0.1), grants in prop::collection::vec(some_grant(), 0..5)) -> UserActor {
        actor(is_holder, grants)
    }
}

fn some_target(accounts: std::ops::Range<u128>) -> impl Strategy<Value = Target> {
    let account = accounts.prop_map(account);
    (account.clone(), account, some_place(), some_place(), 1..6_u128, 0..6_u8).prop_map(
        |(one, two, path, to, who, kind)| {
            let (here, there) = (place(one, &path), place(two, &to));
            match kind {
                0 => Target::Portico,
                1 => Target::Account(one),
                2 => Target::Group(here),
                3 => Target::GroupMove(here, there),
                4 => Target::User(UserFacts { id: user(who), group: here }),
                _ => Target::UserMove(UserFacts { id: user(who), group: here }, there),
            }
        },
    )
}

fn some_action() -> impl Strategy<Value = Action> {
    prop::sample::select(Action::ALL.to_vec())
}

/// Every account that the target has to do with.
fn accounts(target: &Target) -> Vec<AccountId> {
    match target {
        Target::Portico => Vec::new(),
        Target::Account(account) => vec![*account],
        Target::Group(group) => vec![group.account],
        Target::GroupMove(group, to) => vec![group.account, to.account],
        Target::User(user) => vec![user.group.account],
        Target::UserMove(user, to) => vec![user.group.account, to.account],
    }
}

/// Whether something that the actor holds is on a place, or on this user in it.
fn covers(actor: &UserActor, place: &GroupFacts, who: Option<UserId>) -> bool {
    actor.is_holder
        || actor.grants.iter().any(|grant| match &grant.on {
            Reach::Group(id, _) => place.path.contains(id),
            Reach::User(id) => Some(*id) == who,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_crosses_accounts(actor in some_actor(), action in some_action(), target in some_target(1..3)) {
        let decision = decide(&Actor::User(actor.clone()), action, &target);
        if accounts(&target).iter().any(|account| *account != actor.account) {
            prop_assert_eq!(decision, Decision::Hidden);
        }
    }

    #[test]
    fn losing_a_grant_never_adds_a_right(
        actor in some_actor(), lost in any::<prop::sample::Index>(), action in some_action(), target in some_target(1..2),
    ) {
        prop_assume!(!actor.grants.is_empty());
        let mut poorer = actor.clone();
        poorer.grants.remove(lost.index(actor.grants.len()));
        // Who may not take a thing from where it is is told so, whether they see where it would go or not: between
        // hidden and forbidden, a move's answer says nothing of how much somebody may.
        let is_move = matches!(action, Action::MoveGroup | Action::MoveUser);
        let rank = |decision: &Decision| match decision {
            Decision::Granted(_) => 2,
            Decision::Forbidden(_) if !is_move => 1,
            _ => 0,
        };
        let (before, after) =
            (decide(&Actor::User(actor), action, &target), decide(&Actor::User(poorer), action, &target));
        prop_assert!(rank(&after) <= rank(&before), "{before:?} became {after:?}");
    }

    #[test]
    fn what_nothing_covers_is_hidden(actor in some_actor(), action in some_action(), target in some_target(1..2)) {
        let (covered, own) = match &target {
            Target::Portico => (false, false),
            Target::Account(_) => return Ok(()),
            Target::Group(group) | Target::GroupMove(group, _) => (covers(&actor, group, None), false),
            Target::User(who) | Target::UserMove(who, _) => (covers(&actor, &who.group, Some(who.id)), who.id == actor.user),
        };
        let own = own && matches!(action, Action::ViewProfile | Action::EditProfile);
        if !covered && !own {
            prop_assert_eq!(decide(&Actor::User(actor), action, &target), Decision::Hidden);
        }
    }

    #[test]
    fn a_viewer_changes_nothing_but_their_own(mut actor in some_actor(), action in some_action(), target in some_target(1..2)) {
        actor.is_holder = false;
        for grant in &mut actor.grants {
            grant.level = Level::Viewer;
        }
        let reads = matches!(
            action,
            Action::BrowseUsers | Action::ViewGroup | Action::ViewUser | Action::ViewProfile | Action::EditProfile
        );
        prop_assert!(reads || !decide(&Actor::User(actor), action, &target).is_granted());
    }

    #[test]
    fn a_move_is_only_granted_where_both_ends_are_administered(actor in some_actor(), target in some_target(1..2)) {
        let mut administers = actor.clone();
        administers.grants.retain(|grant| grant.level == Level::Administrator);
        let (action, ends) = match &target {
            Target::GroupMove(group, to) => (Action::MoveGroup, group.parent().map(|parent| (parent, to))),
            Target::UserMove(who, to) => (Action::MoveUser, Some((who.group.clone(), to))),
            _ => return Ok(()),
        };
        if decide(&Actor::User(actor), action, &target).is_granted() {
            let (from, to) = ends.expect("the root never moves");
            prop_assert!(covers(&administers, &from, None) && covers(&administers, to, None));
            if let Target::GroupMove(group, to) = &target {
                prop_assert!(!to.path.contains(&group.id().expect("a group")));
            }
        }
    }
}
