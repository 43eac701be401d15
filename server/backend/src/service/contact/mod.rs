//! Primary Contacts: addresses that receive the account's mail and cannot sign in. They are the account holder's alone to
//! look after (access rule 7).

mod add;
mod edit;
mod list;
mod program;
mod remove;
mod view;

pub use add::add;
pub use edit::edit;
pub use list::list;
pub use program::{detail, details};
pub use remove::remove;
pub use view::view;

use crate::access::{Member, Scope};
use crate::service::login::bounced;
use crate::store::contacts::Stored;
use crate::store::notifications::Registered;
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::contact::{Contact, ContactRow};
use domain::notification::{MailType, MailTypeView};
use domain::{ContactId, Problem, country};
use serde_json::{Value, json};

fn require(scope: &Scope, action: Action) -> Result<()> {
    scope.require(action, &Target::Account(scope.account())).map(drop)
}

/// The contact of this id.
async fn find(scope: &mut Scope, id: &str) -> Result<Stored> {
    let id: ContactId = crate::service::id(id)?;
    let account = scope.account();
    store::contacts::list(scope.tx(), account, Some(id)).await?.pop().ok_or_else(|| Problem::NotFound.into())
}

/// What contacts call these types; what is not for them is left out.
fn labels(registry: &[Registered], received: impl Fn(MailType) -> bool) -> Vec<String> {
    registry.iter().filter(|known| received(known.of_type)).filter_map(|known| known.contact_label.clone()).collect()
}

/// The types for contacts as boxes; `received` are the ids of those that are ticked.
fn boxes(registry: &[Registered], received: &[String]) -> Vec<MailTypeView> {
    let view = |known: &Registered| {
        let id = known.of_type.id();
        let receives = received.iter().any(|ticked| ticked == id);
        Some(MailTypeView { id: id.to_owned(), label: known.contact_label.clone()?, receives })
    };
    registry.iter().filter_map(view).collect()
}

/// Only what is for contacts.
fn for_contacts(registry: &[Registered], types: &[MailType]) -> Vec<MailType> {
    let offered = registry.iter().filter(|known| known.contact_label.is_some()).map(|known| known.of_type);
    offered.filter(|of_type| types.contains(of_type)).collect()
}

fn row(member: &Member, registry: &[Registered], stored: &Stored) -> ContactRow {
    ContactRow {
        id: stored.id,
        name: stored.name(),
        email: stored.email.clone(),
        country: country::of_code(&stored.country).map(|(_, name)| name.to_owned()).unwrap_or_default(),
        mail: labels(registry, |of_type| stored.mail.iter().any(|id| id == of_type.id())),
        bounced: bounced(member, stored.bounced.as_ref()),
    }
}

/// What the history keeps of a contact.
fn as_value(registry: &[Registered], contact: &Contact) -> Value {
    json!({
        "name": format!("{} {}", contact.first_name, contact.last_name),
        "email": contact.email,
        "country": contact.country,
        "language": contact.language.map(|language| language.tag()),
        "mail": labels(registry, |of_type| contact.types.contains(&of_type)),
    })
}

/// The same of a contact as it was.
fn stored_value(registry: &[Registered], stored: &Stored) -> Value {
    json!({
        "name": stored.name(),
        "email": stored.email,
        "country": stored.country,
        "language": stored.language,
        "mail": labels(registry, |of_type| stored.mail.iter().any(|id| id == of_type.id())),
    })
}

fn taken() -> Problem {
    Problem::field("email", "There is a contact with this address already; edit that one, or write another address.")
}
