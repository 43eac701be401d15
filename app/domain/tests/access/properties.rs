//! What holds whoever acts and whatever they hold, tried with made-up people and places.

use crate::world::{LATER, SOON, account, actor, as_deputy, grant, group, offer, person, place, user};
use domain::access::{
    Action, Actor, Decision, GivenGrant, GroupFacts, HeldGrant, Holding, Level, Moment, NewGrant, NewGrantOn,
    PersonFacts, Place, Reach, Reason, Target, UserActor, UserFacts, Viewing, decide,
};
use domain::{AccountId, UserId};
use proptest::prelude::*;

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
    let until = prop_oneof![3 => Just(None), 1 => Just(Some(SOON))];
    (1..50_u128, any::<bool>(), on, until, prop::bool::weighted(0.2)).prop_map(
        |(id, administers, on, until, deputy)| {
            let level = if administers { Level::Administrator } else { Level::Viewer };
            let own = HeldGrant { until, ..grant(id, level, on) };
            if deputy { as_deputy(own, false) } else { own }
        },
    )
}

prop_compose! {
    fn some_actor()(is_holder in prop::bool::weighted(0.1), grants in prop::collection::vec(some_grant(), 0..5)) -> UserActor {
        actor(is_holder, grants)
    }
}

/// Whether somebody holds the account, has a role, what they hold, and when a grant ends.
fn some_person_marks() -> impl Strategy<Value = (bool, bool, Vec<Holding>, Option<Moment>)> {
    let until = || prop_oneof![Just(None), Just(Some(SOON)), Just(Some(LATER))];
    let holding = (some_place(), any::<bool>(), until()).prop_map(|(path, administers, until)| Holding {
        level: if administers { Level::Administrator } else { Level::Viewer },
        on: Place::Group(place(account(1), &path)),
        until,
    });
    (prop::bool::weighted(0.1), prop::bool::weighted(0.1), prop::collection::vec(holding, 0..3), until())
}

fn some_target(accounts: std::ops::Range<u128>) -> impl Strategy<Value = Target> {
    let account = accounts.prop_map(account);
    (account.clone(), account, some_place(), some_place(), 1..6_u128, 1..6_u128, some_person_marks(), 0..13_u8)
        .prop_map(|(one, two, path, to, who, other, marks, kind)| {
            let (here, there) = (place(one, &path), place(two, &to));
            let mark = |facts: PersonFacts| PersonFacts {
                is_holder: marks.0,
                has_role: marks.1,
                holds: marks.2.clone(),
                ..facts
            };
            let level = if marks.1 { Level::Viewer } else { Level::Administrator };
            match kind {
                6 => Target::Person(Box::new(mark(person(one, user(who), &path)))),
                7 | 8 => Target::NewGrant(Box::new(NewGrant {
                    on: if kind == 7 {
                        NewGrantOn::Group(here)
                    } else {
                        NewGrantOn::Person(mark(person(one, user(who), &path)))
                    },
                    to: person(two, user(other), &to),
                    level,
                    until: marks.3,
                })),
                9 => Target::GivenGrant(Box::new(GivenGrant {
                    on: Place::Group(here),
                    holder: user(who),
                    giver: Some(user(other)),
                })),
                10 => Target::Deputy { account: one, principal: user(who), deputy: user(other) },
                11 => Target::Handover { account: one, from: user(who), to: user(other) },
                12 => Target::OpenOffer(Box::new(offer(one, person(one, user(who), &path)))),
                0 => Target::Portico,
                1 => Target::Account(one),
                2 => Target::Group(here),
                3 => Target::GroupMove(here, there),
                4 => Target::User(UserFacts { id: user(who), group: here }),
                _ => Target::UserMove(UserFacts { id: user(who), group: here }, there),
            }
        })
}

fn some_action() -> impl Strategy<Value = Action> {
    prop::sample::select(Action::ALL)
}

/// Every account that the target has to do with.
fn accounts(target: &Target) -> Vec<AccountId> {
    match target {
        Target::Portico => Vec::new(),
        Target::Account(account) | Target::Deputy { account, .. } | Target::Handover { account, .. } => vec![*account],
        Target::Group(group) => vec![group.account],
        Target::GroupMove(group, to) => vec![group.account, to.account],
        Target::User(user) => vec![user.group.account],
        Target::UserMove(user, to) => vec![user.group.account, to.account],
        Target::OpenOffer(offer) => vec![offer.account],
        Target::Person(person) => vec![person.user.group.account],
        Target::NewGrant(new) => {
            let on = match &new.on {
                NewGrantOn::Group(group) => group.account,
                NewGrantOn::Person(person) => person.user.group.account,
            };
            vec![on, new.to.user.group.account]
        }
        Target::GivenGrant(given) => vec![given.on.account()],
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
        let sees = |user: &UserFacts| covers(&actor, &user.group, Some(user.id));
        let covered = match &target {
            Target::Portico | Target::OpenOffer(_) => false,
            Target::Account(_) => return Ok(()),
            Target::Group(group) | Target::GroupMove(group, _) => covers(&actor, group, None),
            Target::User(who) | Target::UserMove(who, _) => sees(who) || {
                let own = matches!(
                    action,
                    Action::ViewProfile
                        | Action::EditProfile
                        | Action::ChangePassword
                        | Action::ChangeSecondFactor
                        | Action::ChangeEmail
                        | Action::EndSessions
                        | Action::RecoverPassword
                        | Action::AcceptInvitation
                        | Action::ViewHistory
                );
                own && who.id == actor.user
            },
            Target::Person(person) => sees(&person.user) || person.user.id == actor.user,
            Target::NewGrant(new) => sees(&new.to.user) && match &new.on {
                NewGrantOn::Group(group) => covers(&actor, group, None),
                NewGrantOn::Person(person) => sees(&person.user),
            },
            Target::GivenGrant(given) => {
                let Place::Group(group) = &given.on else { return Ok(()) };
                covers(&actor, group, None) || [Some(given.holder), given.giver].contains(&Some(actor.user))
            }
            Target::Deputy { principal: one, deputy: other, .. } | Target::Handover { from: one, to: other, .. } => {
                actor.is_holder || [*one, *other].contains(&actor.user)
            }
        };
        if !covered {
            prop_assert_eq!(decide(&Actor::User(actor), action, &target), Decision::Hidden);
        }
    }

    #[test]
    fn a_viewer_changes_nothing_but_their_own(mut actor in some_actor(), action in some_action(), target in some_target(1..2)) {
        actor.is_holder = false;
        for grant in &mut actor.grants {
            grant.level = Level::Viewer;
        }
        let decision = decide(&Actor::User(actor), action, &target);
        let own = decision == Decision::Granted(Reason::Own);
        prop_assert!(action.only_reads() || own || !decision.is_granted());
    }

    #[test]
    fn who_looks_as_somebody_else_sees_what_both_may_see_and_changes_nothing(
        by in some_actor(), shown in some_actor(), action in some_action(), target in some_target(1..3),
    ) {
        let decision = decide(&Actor::Viewing(Box::new(Viewing { by: by.clone(), shown: shown.clone() })), action, &target);
        if decision.is_granted() {
            prop_assert!(action.only_reads());
            prop_assert!(decide(&Actor::User(shown), action, &target).is_granted());
            let as_seen = if action == Action::ViewProfile { Action::ViewUser } else { action };
            prop_assert!(decide(&Actor::User(by), as_seen, &target).is_granted());
        }
    }

    #[test]
    fn what_is_given_is_never_more_than_what_it_rests_on(actor in some_actor(), target in some_target(1..2)) {
        let Target::NewGrant(new) = &target else { return Ok(()) };
        let Decision::Granted(reason) = decide(&Actor::User(actor.clone()), Action::GrantAccess, &target) else { return Ok(()) };
        prop_assert!(new.to.user.id != actor.user);
        if !actor.is_holder {
            let held = actor.grants.iter().find(|held| held.basis == reason.basis() && held.level == Level::Administrator);
            prop_assert!(held.is_some());
        }
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
