//! Authorized Logins: users with roles for the whole account and mail of their own, whom the account holder alone looks
//! after (access rule 7).
//!
//! **Adding an address.** Who is added is a user at the account's root from that moment on, with their roles and mail,
//! and *invited* until the person behind the address accepts by a mailed link. So a new address and one that has a login
//! elsewhere are answered alike and look alike in the list. The password that the holder typed waits, hashed, with the
//! invitation. When it is accepted and the address has no login, one is made with that password as a temporary one: it
//! opens nothing but the page that chooses another, and is over a week after it was typed. When the address has a login,
//! its owner signs in with their own password and the typed one is thrown away unseen. Before somebody has accepted, the
//! typed password opens nothing for either, so trying it tells nothing. What differs afterwards (whether the login is
//! managed) is no secret of the person any more: they have joined.
//!
//! It could not be the other way, with a login made at once for a new address: whoever adds an address could then find
//! out by signing in whether it had one, and would hold a login that nobody at the address knows of.

mod add;
mod edit;
mod list;
mod remove;
mod view;

pub use add::{KNOWN, Secrets, add};
pub use edit::edit;
pub use list::list;
pub use remove::remove;
pub use view::view;

use crate::access::{Member, Scope};
use crate::store::authorized::Listed;
use crate::store::notifications::Registered;
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::login::LoginRow;
use domain::notification::{MailType, MailTypeView};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Goes on only for whoever may do this with Authorized Logins, before anything else is looked up.
fn require(scope: &Scope, action: Action) -> Result<()> {
    scope.require(action, &Target::Account(scope.account())).map(drop)
}

/// A login as the actor reads it.
fn row(member: &Member, now: Timestamp, registry: &[Registered], listed: &Listed) -> LoginRow {
    let reader = &member.reader;
    let mail = registry.iter().filter(|known| listed.mail.iter().any(|id| id == known.of_type.id()));
    LoginRow {
        id: listed.id,
        name: listed.name.clone(),
        email: listed.email.clone(),
        is_holder: listed.is_holder,
        roles: listed.roles.clone(),
        mail: mail.map(|known| known.label.clone()).collect(),
        last_active: listed.last_active_at.map_or_else(|| "never".to_owned(), |at| reader.ago(at, now)),
        suspended: listed.suspended,
        invited_until: listed.invited_until.map(|until| reader.last_day(until)).unwrap_or_default(),
        invitation_over: listed.invited_until.is_some_and(|until| until <= now),
        can_sign_in: listed.can_sign_in,
        bounced: bounced(member, listed.bounced.as_ref()),
    }
}

/// Since when and why mail cannot be delivered, as a sentence; empty when it can.
pub(crate) fn bounced(member: &Member, bounced: Option<&(Timestamp, String)>) -> String {
    match bounced {
        None => String::new(),
        Some((at, reason)) => {
            let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
            format!("Mail to this address could not be delivered since {}{reason}.", member.reader.day(*at))
        }
    }
}

/// The types of mail as boxes; `received` are the ids of those that are ticked.
fn boxes(registry: &[Registered], received: &[String]) -> Vec<MailTypeView> {
    let ticked = |known: &Registered| received.iter().any(|id| id == known.of_type.id());
    registry
        .iter()
        .map(|known| MailTypeView {
            id: known.of_type.id().to_owned(),
            label: known.label.clone(),
            receives: ticked(known),
        })
        .collect()
}

/// What the history keeps of a login.
fn as_value(full_name: &str, roles: &[domain::role::Role], types: &[String]) -> Value {
    json!({
        "full_name": full_name,
        "roles": roles.iter().map(|role| role.label()).collect::<Vec<_>>(),
        "mail": types,
    })
}

/// The labels of these types, in the registry's order.
async fn labels(scope: &mut Scope, types: &[MailType]) -> Result<Vec<String>> {
    let registry = store::notifications::registry(scope.tx()).await?;
    Ok(registry.into_iter().filter(|known| types.contains(&known.of_type)).map(|known| known.label).collect())
}
