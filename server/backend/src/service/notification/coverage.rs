//! Who receives what, as a matrix, and where nobody does.

use crate::access::{Caller, Entry, Member, Scope};
use crate::service::login::bounced;
use crate::store::notifications::{Person, Registered, Who};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::notification::{CoverageRow, CoverageType, CoverageView, MailType, RecipientKind, Ticked, row_key};
use domain::{Problem, UserId};
use serde_json::{Map, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The account holder, logins and contacts by types of mail.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder.
pub async fn coverage(scope: &mut Scope) -> Result<CoverageView> {
    let account = scope.account();
    scope.require(Action::ViewContacts, &Target::Account(account))?;
    let member = scope.member()?.clone();
    let (registry, people) = read(scope).await?;
    let version = version(&people);
    let types = registry.iter().map(|known| column(&member, &people, known)).collect();
    let people = people.into_iter().map(|person| row(&member, &registry, person)).collect();
    Ok(CoverageView { types, people, version })
}

/// Says anew who receives what, for everybody who stood in the matrix when it was filled in.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder; [`Problem::Conflict`] when anything of it has changed since
/// `seen`; [`Problem::NotFound`] when a box is nobody's.
pub async fn save_coverage(portico: &Portico, caller: &Caller, slug: &str, ticked: &Ticked, seen: i32) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    scope.require(Action::ManageContacts, &Target::Account(account))?;
    let (registry, people) = read(&mut scope).await?;
    if ticked.keys().any(|id| !people.iter().any(|person| row_key(&person.id.to_string()) == *id)) {
        return Err(Problem::NotFound.into());
    }
    let now = version(&people);
    if now != seen {
        return Err(Problem::Conflict { now: Vec::new(), version: now }.into());
    }
    let mut permit = scope.authorize(Action::ManageContacts, &Target::Account(account))?;
    let (mut before, mut after) = (Map::new(), Map::new());
    for person in &people {
        let boxes = ticked.get(&row_key(&person.id.to_string()));
        let wanted = |of_type: MailType| boxes.is_some_and(|boxes| boxes.get(of_type.id()) == Some(&true));
        let offered = registry.iter().filter(|known| is_for(person.kind, known));
        let types: Vec<MailType> = offered.map(|known| known.of_type).filter(|of_type| wanted(*of_type)).collect();
        if types.iter().map(|of_type| of_type.id()).eq(person.mail.iter().map(String::as_str)) {
            continue;
        }
        let who = match person.kind {
            RecipientKind::Contact => Who::Contact(person.id),
            RecipientKind::Holder | RecipientKind::Login => Who::User(UserId(person.id)),
        };
        store::notifications::set(&mut permit, who, &types).await?;
        let labels = |received: &dyn Fn(MailType) -> bool| -> Vec<&str> {
            registry.iter().filter(|known| received(known.of_type)).map(|known| known.label.as_str()).collect()
        };
        let old = labels(&|of_type| person.mail.iter().any(|id| id == of_type.id()));
        before.insert(person.name.clone(), json!(old));
        after.insert(person.name.clone(), json!(labels(&|of_type| types.contains(&of_type))));
    }
    if after.is_empty() {
        return Ok(());
    }
    let entry = Entry {
        event: Event::CoverageSaved,
        target_kind: "account",
        target: account.0,
        before: before.into(),
        after: after.into(),
    };
    permit.commit(portico, entry).await
}

/// What nobody receives, each as a sentence.
pub(super) async fn gaps(scope: &mut Scope) -> Result<Vec<String>> {
    let member = scope.member()?.clone();
    let (registry, people) = read(scope).await?;
    let gaps = registry.iter().map(|known| column(&member, &people, known).gap);
    Ok(gaps.filter(|gap| !gap.is_empty()).collect())
}

/// The types of mail that nobody would receive without this recipient, and that somebody receives with them, by name.
pub(crate) async fn would_miss(scope: &mut Scope, without: Uuid) -> Result<Vec<String>> {
    let (registry, people) = read(scope).await?;
    let reached = |known: &Registered, id: Option<Uuid>| {
        people.iter().any(|person| Some(person.id) != id && receives(person, known) && is_reached(person))
    };
    let missed = registry.iter().filter(|known| reached(known, None) && !reached(known, Some(without)));
    Ok(missed.map(|known| known.label.clone()).collect())
}

async fn read(scope: &mut Scope) -> Result<(Vec<Registered>, Vec<Person>)> {
    let account = scope.account();
    let registry = store::notifications::registry(scope.tx()).await?;
    Ok((registry, store::notifications::people(scope.tx(), account).await?))
}

/// Whether a type is for these recipients.
fn is_for(kind: RecipientKind, known: &Registered) -> bool {
    kind != RecipientKind::Contact || known.contact_label.is_some()
}

fn receives(person: &Person, known: &Registered) -> bool {
    is_for(person.kind, known) && person.mail.iter().any(|id| id == known.of_type.id())
}

/// Whether mail reaches somebody: the same conditions as in [`store::notifications::recipients`].
fn is_reached(person: &Person) -> bool {
    !person.suspended && person.bounced.is_none() && (person.kind == RecipientKind::Contact || person.can_sign_in)
}

/// Why mail does not reach somebody; empty when it does.
fn unreached(member: &Member, person: &Person) -> String {
    match person {
        _ if is_reached(person) => String::new(),
        Person { suspended: true, .. } => "Suspended: receives nothing meanwhile.".to_owned(),
        Person { bounced: Some(_), .. } => bounced(member, person.bounced.as_ref()),
        _ => "Has not accepted the invitation yet: receives nothing before.".to_owned(),
    }
}

fn column(member: &Member, people: &[Person], known: &Registered) -> CoverageType {
    let all: Vec<&Person> = people.iter().filter(|person| receives(person, known)).collect();
    let label = &known.label;
    let gap = match all.as_slice() {
        _ if all.iter().any(|person| is_reached(person)) => String::new(),
        [] => format!("Nobody receives {label}."),
        [only] => format!(
            "Only {} is to receive {label}, and mail does not reach them. {}",
            only.name,
            unreached(member, only)
        ),
        _ => format!("Mail reaches none of those who are to receive {label}."),
    };
    let contact_label = known.contact_label.clone().unwrap_or_default();
    CoverageType { id: known.of_type.id().to_owned(), label: label.clone(), contact_label, gap }
}

fn row(member: &Member, registry: &[Registered], person: Person) -> CoverageRow {
    let cell = |known: &Registered| is_for(person.kind, known).then(|| receives(&person, known));
    CoverageRow {
        id: person.id.to_string(),
        kind: person.kind,
        cells: registry.iter().map(cell).collect(),
        unreached: unreached(member, &person),
        bounced: person.bounced.is_some(),
        name: person.name,
        email: person.email,
    }
}

/// What stands in the matrix, in a number: another number, other contents.
fn version(people: &[Person]) -> i32 {
    let mut hash = Sha256::new();
    for person in people {
        hash.update(person.id);
        hash.update(person.mail.join(","));
    }
    let hash: [u8; 32] = hash.finalize().into();
    i32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}
