//! The people, places and grants that the tests are about.

use domain::access::{
    Actor, Basis, GroupFacts, HeldGrant, KeyActor, Level, Moment, OpenOffer, OperatorKeyActor, PersonFacts, Principal,
    Reach, UserActor, UserFacts,
};
use domain::program::{KeyScope, OperatorScope};
use domain::{AccountId, DeputyId, GrantId, GroupId, KeyId, UserId};
use uuid::Uuid;

pub(crate) fn account(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(number))
}

pub(crate) fn group(number: u128) -> GroupId {
    GroupId(Uuid::from_u128(100 + number))
}

pub(crate) fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(200 + number))
}

pub(crate) fn place(account: AccountId, path: &[u128]) -> GroupFacts {
    GroupFacts { account, path: path.iter().map(|number| group(*number)).collect() }
}

pub(crate) fn member(account: AccountId, id: UserId, path: &[u128]) -> UserFacts {
    UserFacts { id, group: place(account, path) }
}

pub(crate) fn grant(number: u128, level: Level, on: Reach) -> HeldGrant {
    HeldGrant {
        basis: Basis { grant: Some(GrantId(Uuid::from_u128(300 + number))), deputy: None },
        level,
        on,
        until: None,
        granted_by: Some("Eva".to_owned()),
        granted_on: "3 May 2026".to_owned(),
        deputy_for: None,
    }
}

/// The same while standing in for somebody; for the account holder when `grant` rests on none.
pub(crate) fn as_deputy(mut grant: HeldGrant, of_holder: bool) -> HeldGrant {
    grant.basis.deputy = Some(DeputyId(Uuid::from_u128(400)));
    grant.basis.grant = grant.basis.grant.filter(|_| !of_holder);
    grant.until = Some(LATER);
    grant.deputy_for = Some(Principal { id: user(8), name: "Eva".to_owned() });
    grant
}

pub(crate) const SOON: Moment = Moment(1_000);
pub(crate) const LATER: Moment = Moment(2_000);

pub(crate) fn person(account: AccountId, id: UserId, path: &[u128]) -> PersonFacts {
    PersonFacts {
        user: member(account, id, path),
        is_system: false,
        is_holder: false,
        has_role: false,
        is_suspended: false,
        has_login: true,
        is_managed: true,
        holds: Vec::new(),
    }
}

/// An offer of the account to somebody who has accepted it, when its time has come.
pub(crate) fn offer(account: AccountId, to: PersonFacts) -> OpenOffer {
    OpenOffer {
        account,
        from: user(8),
        from_holds: true,
        to: Some(to),
        from_unchanged: true,
        to_unchanged: true,
        is_accepted: true,
        is_due: true,
    }
}

pub(crate) fn actor(is_holder: bool, grants: Vec<HeldGrant>) -> UserActor {
    UserActor { account: account(1), user: user(1), is_holder, grants, roles: Vec::new() }
}

/// The tree of the table: root 0, in it A 1 and B 2, in A the actor's group G 3 and its sibling S 4, in G the child C 5,
/// in B the cousin 6.
pub(crate) const ROOT: &[u128] = &[0];
pub(crate) const PARENT: &[u128] = &[0, 1];
pub(crate) const SELF: &[u128] = &[0, 1, 3];
pub(crate) const SIBLING: &[u128] = &[0, 1, 4];
pub(crate) const CHILD: &[u128] = &[0, 1, 3, 5];
pub(crate) const COUSIN: &[u128] = &[0, 2, 6];

pub(crate) const RELATIONS: [(&str, &[u128]); 7] = [
    ("self", SELF),
    ("child", CHILD),
    ("parent", PARENT),
    ("sibling", SIBLING),
    ("cousin", COUSIN),
    ("root", ROOT),
    ("other", SELF),
];

pub(crate) fn key(scopes: &[KeyScope]) -> Actor {
    Actor::Key(KeyActor { account: account(1), key: KeyId(Uuid::from_u128(500)), scopes: scopes.to_vec() })
}

pub(crate) fn operator_key(scopes: &[OperatorScope]) -> Actor {
    Actor::OperatorKey(OperatorKeyActor { key: KeyId(Uuid::from_u128(501)), scopes: scopes.to_vec() })
}
