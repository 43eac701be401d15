//! The table: every action by everybody, compared with `access.golden.txt`.

use crate::world::{
    CHILD, COUSIN, PARENT, RELATIONS, ROOT, SELF, SIBLING, SOON, account, actor, as_deputy, grant, group, key, member,
    offer, operator_key, person, place, user,
};
use domain::AccountId;
use domain::access::{
    Action, Actor, Decision, GivenGrant, HeldGrant, Holding, Level, Moment, NewGrant, NewGrantOn, OpenOffer,
    PersonFacts, Place, Reach, Reason, Refusal, Target, UserActor, Viewing, decide,
};
use domain::program::{KeyScope, OperatorScope};
use domain::role::Role;
use std::fmt::Write as _;

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
        | Action::ViewNumbers
        | Action::ManageNumbers
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
        | Action::RestoreUser
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
        | Action::DeleteUser
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
        ("DeleteUser", |person| (Action::DeleteUser, Target::Person(Box::new(person)))),
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
    let mut text = "Who may do what. Written by app/domain/tests/access; see `world.rs` there for the tree.\n\
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
    text.push_str(
        "\nWhat a key may do that has one scope alone: an account's, in its account; an operator's, everywhere\n",
    );
    let keys = KeyScope::ALL.iter().map(|scope| ("", scope.name(), key(&[*scope])));
    let operators = OperatorScope::ALL.iter().map(|scope| ("operator's ", scope.name(), operator_key(&[*scope])));
    for (whose, scope, actor) in keys.chain(operators) {
        let allowed = Action::ALL.iter().filter(|action| {
            matches!(decide(&actor, **action, &target(**action, account(1), ROOT)), Decision::Granted(Reason::Key))
        });
        let allowed: Vec<String> = allowed.map(|action| format!("{action:?}")).collect();
        let _ = writeln!(text, "  {:28}{}", format!("{whose}{scope}"), allowed.join(", "));
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
