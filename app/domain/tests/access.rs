//! Who may do what, as a table that a person can read: `access.golden.txt`. After a rule has changed on purpose,
//! `UPDATE_GOLDEN=1 cargo test -p domain --test access` writes the table anew; what changed is in the diff then.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use domain::access::{
    Action, Actor, Basis, Decision, GivenGrant, GroupFacts, HeldGrant, Holding, KeyActor, Level, Moment, NewGrant,
    NewGrantOn, OpenOffer, OperatorKeyActor, PersonFacts, Place, Principal, Reach, Reason, Refusal, Target, UserActor,
    UserFacts, Viewing, decide,
};
use domain::program::{KeyScope, OperatorScope};
use domain::role::Role;
use domain::{AccountId, DeputyId, GrantId, GroupId, KeyId, UserId};
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
fn as_deputy(mut grant: HeldGrant, of_holder: bool) -> HeldGrant {
    grant.basis.deputy = Some(DeputyId(Uuid::from_u128(400)));
    grant.basis.grant = grant.basis.grant.filter(|_| !of_holder);
    grant.until = Some(LATER);
    grant.deputy_for = Some(Principal { id: user(8), name: "Eva".to_owned() });
    grant
}

const SOON: Moment = Moment(1_000);
const LATER: Moment = Moment(2_000);

fn person(account: AccountId, id: UserId, path: &[u128]) -> PersonFacts {
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
fn offer(account: AccountId, to: PersonFacts) -> OpenOffer {
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

fn actor(is_holder: bool, grants: Vec<HeldGrant>) -> UserActor {
    UserActor { account: account(1), user: user(1), is_holder, grants, roles: Vec::new() }
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

fn key(scopes: &[KeyScope]) -> Actor {
    Actor::Key(KeyActor { account: account(1), key: KeyId(Uuid::from_u128(500)), scopes: scopes.to_vec() })
}

fn operator_key(scopes: &[OperatorScope]) -> Actor {
    Actor::OperatorKey(OperatorKeyActor { key: KeyId(Uuid::from_u128(501)), scopes: scopes.to_vec() })
}

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
        (
            "administrator of G until soon",
            user(vec![HeldGrant { until: Some(SOON), ..grant(1, Level::Administrator, on(3)) }]),
        ),
        ("deputy of an administrator of G", user(vec![as_deputy(grant(1, Level::Administrator, on(3)), false)])),
        ("deputy of the holder", user(vec![as_deputy(grant(1, Level::Administrator, on(0)), true)])),
        (
            "holder who looks as an administrator of G",
            Actor::Viewing(Box::new(Viewing {
                by: actor(true, Vec::new()),
                shown: UserActor { user: self::user(2), ..actor(false, vec![grant(1, Level::Administrator, on(3))]) },
            })),
        ),
        (
            "administrator of G who looks as a viewer of A",
            Actor::Viewing(Box::new(Viewing {
                by: actor(false, vec![grant(1, Level::Administrator, on(3))]),
                shown: UserActor { user: self::user(2), ..actor(false, vec![grant(2, Level::Viewer, on(1))]) },
            })),
        ),
        ("operator", Actor::Operator),
        ("Portico itself", Actor::System),
        ("key with every scope", key(KeyScope::ALL)),
        ("key without the scope", key(&[])),
        ("operator's key with every scope", operator_key(OperatorScope::ALL)),
        ("operator's key without the scope", operator_key(&[])),
    ]
}

/// What the action is done to when it is done in this relation.
fn target(action: Action, account: AccountId, path: &[u128]) -> Target {
    let here = place(account, path);
    let somebody = person(account, user(9), path);
    match action {
        Action::CreateAccount
        | Action::ListAccounts
        | Action::ViewCatalogue
        | Action::EditCatalogue
        | Action::ViewIssuers
        | Action::ManageIssuers
        | Action::ViewLists
        | Action::ManageLists
        | Action::ChangeBrand => Target::Portico,
        Action::ViewAccount
        | Action::ImportOrganization
        | Action::ResetDemoPassword
        | Action::EraseHistory
        | Action::ViewCredit
        | Action::SetCredit
        | Action::AnswerOrder
        | Action::StopLicence
        | Action::IssueInvoices
        | Action::VoidInvoices
        | Action::RecordTransfer
        | Action::RemindOfInvoice
        | Action::BrowseUsers
        | Action::EditCompany
        | Action::SetSelfServiceReset
        | Action::RequireSecondFactor
        | Action::ViewLogins
        | Action::ManageLogins
        | Action::ViewContacts
        | Action::ManageContacts
        | Action::ViewKeys
        | Action::ManageKeys
        | Action::ViewInvoices
        | Action::PayInvoices
        | Action::SettlePayment
        | Action::RefundPayment
        | Action::ViewPurchases
        | Action::MakePurchases
        | Action::ViewLicences
        | Action::ActivateLicences => Target::Account(account),
        Action::ViewGroup
        | Action::AddGroup
        | Action::AddUser
        | Action::DescribeGroup
        | Action::SetGroupSettings
        | Action::RenameGroup
        | Action::SetBillingCode
        | Action::DeleteGroup
        | Action::ViewHistory
        | Action::ExportHistory => Target::Group(here),
        // A child of the actor's group goes there, and back.
        Action::MoveGroup => Target::GroupMove(here, place(account, CHILD)),
        Action::ViewUser => Target::User(somebody.user),
        Action::MoveUser => Target::UserMove(somebody.user, place(account, CHILD)),
        Action::SuspendUser
        | Action::InviteUser
        | Action::SetPassword
        | Action::ResetSecondFactor
        | Action::SetHolder
        | Action::ViewAs
        | Action::AppointDeputy
        | Action::OfferAccount
        | Action::GiveRoles => Target::Person(Box::new(somebody)),
        Action::GrantAccess => Target::NewGrant(Box::new(NewGrant {
            on: NewGrantOn::Group(here),
            to: somebody,
            level: Level::Administrator,
            until: None,
        })),
        Action::RevokeAccess => {
            let (holder, giver) = (user(9), Some(user(8)));
            Target::GivenGrant(Box::new(GivenGrant { on: Place::Group(here), holder, giver }))
        }
        Action::EndDeputy => Target::Deputy { account, principal: user(8), deputy: user(9) },
        Action::AcceptAccount | Action::CancelOffer | Action::ViewOffer => {
            Target::Handover { account, from: user(8), to: user(1) }
        }
        Action::EndOffer | Action::HandOver => Target::OpenOffer(Box::new(offer(account, somebody))),
        Action::ViewProfile
        | Action::EditProfile
        | Action::ChangePassword
        | Action::ChangeSecondFactor
        | Action::ChangeEmail
        | Action::EndSessions
        | Action::RecoverPassword
        | Action::AcceptInvitation => Target::User(member(account, user(1), path)),
    }
}

fn cell(decision: &Decision) -> String {
    match decision {
        Decision::Granted(Reason::Ownership) => "yes: ownership".to_owned(),
        Decision::Granted(Reason::Own) => "yes: own".to_owned(),
        Decision::Granted(Reason::Operator) => "yes: operator".to_owned(),
        Decision::Granted(Reason::System) => "yes".to_owned(),
        Decision::Granted(Reason::Key) => "yes: scope".to_owned(),
        Decision::Granted(Reason::Role { .. }) => "yes: role".to_owned(),
        Decision::Granted(Reason::Grant { level: Level::Administrator, .. }) => "yes: administers".to_owned(),
        Decision::Granted(Reason::Grant { level: Level::Viewer, .. }) => "yes: views".to_owned(),
        Decision::Forbidden(Refusal::NeedsScope(_) | Refusal::NeedsOperatorScope(_)) => "no: needs scope".to_owned(),
        Decision::Forbidden(Refusal::NeedsRole(_)) => "no: needs role".to_owned(),
        Decision::Forbidden(refusal) => format!("no: {}", words(&format!("{refusal:?}"))),
        Decision::Hidden => "-".to_owned(),
    }
}

/// `NeedsParent` as "needs parent".
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// Rule 4: people in G by what they reach, each stronger than the one before in some way.
fn strengths() -> Vec<(&'static str, PersonFacts)> {
    let in_g = || person(account(1), user(9), SELF);
    let holding = |level, on: &[u128], until| PersonFacts {
        holds: vec![Holding { level, on: Place::Group(place(account(1), on)), until }],
        ..in_g()
    };
    let of_user = Place::User(member(account(1), user(7), COUSIN));
    vec![
        ("nothing", in_g()),
        ("administers C", holding(Level::Administrator, CHILD, None)),
        ("administers G soon", holding(Level::Administrator, SELF, Some(SOON))),
        ("administers G", holding(Level::Administrator, SELF, None)),
        ("views S", holding(Level::Viewer, SIBLING, None)),
        ("administers A", holding(Level::Administrator, PARENT, None)),
        (
            "views a cousin",
            PersonFacts { holds: vec![Holding { level: Level::Viewer, on: of_user, until: None }], ..in_g() },
        ),
        ("has a role", PersonFacts { has_role: true, ..in_g() }),
        ("holds the account", PersonFacts { is_holder: true, ..in_g() }),
        ("system user", PersonFacts { is_system: true, ..in_g() }),
        ("suspended", PersonFacts { is_suspended: true, ..in_g() }),
        ("not managed", PersonFacts { is_managed: false, ..in_g() }),
        ("no login", PersonFacts { has_login: false, ..in_g() }),
        ("the actor", person(account(1), user(1), SELF)),
    ]
}

/// Makes something to do to a person of them.
type ToDo = fn(PersonFacts) -> (Action, Target);

/// What is done to people of each strength.
fn person_actions() -> Vec<(&'static str, ToDo)> {
    fn granted(to: PersonFacts, until: Option<Moment>) -> (Action, Target) {
        let new = NewGrant { on: NewGrantOn::Group(place(account(1), SELF)), to, level: Level::Administrator, until };
        (Action::GrantAccess, Target::NewGrant(Box::new(new)))
    }
    vec![
        ("SuspendUser", |person| (Action::SuspendUser, Target::Person(Box::new(person)))),
        ("InviteUser", |person| (Action::InviteUser, Target::Person(Box::new(person)))),
        ("SetPassword", |person| (Action::SetPassword, Target::Person(Box::new(person)))),
        ("ResetSecondFactor", |person| (Action::ResetSecondFactor, Target::Person(Box::new(person)))),
        ("ViewAs", |person| (Action::ViewAs, Target::Person(Box::new(person)))),
        ("AppointDeputy", |person| (Action::AppointDeputy, Target::Person(Box::new(person)))),
        ("OfferAccount", |person| (Action::OfferAccount, Target::Person(Box::new(person)))),
        ("Grant them G", |person| granted(person, None)),
        ("Grant them G until soon", |person| granted(person, Some(SOON))),
        ("Grant somebody them", |on| {
            let new = NewGrant {
                on: NewGrantOn::Person(on),
                to: person(account(1), user(5), CHILD),
                level: Level::Viewer,
                until: None,
            };
            (Action::GrantAccess, Target::NewGrant(Box::new(new)))
        }),
    ]
}

/// Users with one account-wide role each, and who looks as one of them.
fn with_account_roles() -> Vec<(&'static str, Actor)> {
    let with = |role| UserActor { roles: vec![role], ..actor(false, Vec::new()) };
    vec![
        ("user who may activate licences", Actor::User(with(Role::ActivateLicenses))),
        ("user who may make purchases", Actor::User(with(Role::MakePurchases))),
        ("user who may view and pay invoices", Actor::User(with(Role::PayInvoices))),
        (
            "holder who looks as one who may pay invoices",
            Actor::Viewing(Box::new(Viewing {
                by: actor(true, Vec::new()),
                shown: UserActor { user: self::user(2), ..with(Role::PayInvoices) },
            })),
        ),
    ]
}

/// Whether the action is done to the account as a whole.
fn is_of_account(action: Action) -> bool {
    matches!(target(action, account(1), ROOT), Target::Account(_))
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
        for action in Action::ALL.iter().copied().filter(|action| !is_of_account(*action)) {
            let mut line = format!("  {:20}", format!("{action:?}"));
            for (relation, path) in RELATIONS {
                let account = account(if relation == "other" { 2 } else { 1 });
                let _ = write!(line, "{:22}", cell(&decide(&actor, action, &target(action, account, path))));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text.push_str("\nWhat is done to the account as a whole: in their own, in another (rule 7)\n");
    for (role, actor) in roles().into_iter().chain(with_account_roles()) {
        let _ = write!(text, "\n{role}\n");
        for action in Action::ALL.iter().copied().filter(|action| is_of_account(*action)) {
            let decided = |number| cell(&decide(&actor, action, &target(action, account(number), ROOT)));
            let _ = writeln!(text, "  {:28}{:22}{}", format!("{action:?}"), decided(1), decided(2));
        }
    }
    text.push_str("\nPeople in G, by what they reach (rule 4)\n");
    for (role, actor) in roles() {
        let _ = write!(text, "\n{role}\n");
        let actions = person_actions();
        let mut line = format!("  {:20}", "");
        for (action, _) in &actions {
            let _ = write!(line, "{action:26}");
        }
        text.push_str(line.trim_end());
        text.push('\n');
        for (strength, facts) in strengths() {
            let mut line = format!("  {strength:20}");
            for (_, to_do) in &actions {
                let (action, target) = to_do(facts.clone());
                let _ = write!(line, "{:26}", cell(&decide(&actor, action, &target)));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text.push_str("\nAn account that was offered (rule 6), to Portico itself\n");
    let _ = writeln!(text, "  {:28}{:22}HandOver", "", "EndOffer");
    for (case, offer) in offers() {
        let cells = [Action::EndOffer, Action::HandOver]
            .map(|action| cell(&decide(&Actor::System, action, &Target::OpenOffer(Box::new(offer.clone())))));
        let why = offer.void().map(|why| format!(" ({})", words(&format!("{why:?}")))).unwrap_or_default();
        let _ = writeln!(text, "  {case:28}{:22}{}{why}", cells[0], cells[1]);
    }
    text
}

/// What may have become of an offer.
fn offers() -> Vec<(&'static str, OpenOffer)> {
    let to = || person(account(1), user(9), SELF);
    let due = || offer(account(1), to());
    let with = |to| OpenOffer { to: Some(to), ..due() };
    vec![
        ("accepted, due", due()),
        ("accepted, not due", OpenOffer { is_due: false, ..due() }),
        ("not accepted, due", OpenOffer { is_accepted: false, ..due() }),
        ("not accepted, not due", OpenOffer { is_accepted: false, is_due: false, ..due() }),
        ("its giver holds nothing", OpenOffer { from_holds: false, ..due() }),
        ("its receiver is gone", OpenOffer { to: None, ..due() }),
        ("its receiver suspended", with(PersonFacts { is_suspended: true, ..to() })),
        ("its receiver signs not in", with(PersonFacts { has_login: false, ..to() })),
        ("its receiver is a system", with(PersonFacts { is_system: true, ..to() })),
        ("giver's login changed", OpenOffer { from_unchanged: false, ..due() }),
        ("receiver's login changed", OpenOffer { to_unchanged: false, ..due() }),
        ("void before it is due", OpenOffer { to_unchanged: false, is_due: false, ..due() }),
    ]
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
