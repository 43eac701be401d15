//! Invitations: an administrator adds a user, and the person behind the address accepts by a mailed link.
//!
//! Adding an address that has a login elsewhere and adding one that has none do the same and are answered alike: which
//! of the two it is shows only to whoever reads that address's mail. An invitation carries nothing but the user's place:
//! what the user reaches beside it was given by somebody, decided then.
//!
//! When it is accepted, it is decided afresh (access rule 11): whoever invited must still be somebody who may add users
//! to the user's group, and cover all that the user reaches by then (rule 4).

mod accept;
mod add;
mod resend;

pub use accept::{Accepted, Invited, Next, accept, look};
pub use add::add;
pub use resend::{resend, withdraw};

use crate::access::Permit;
use crate::mail::{Message, Purpose, To, link_token};
use crate::service::mail::post;
use crate::service::session::key;
use crate::store::invitations::New;
use crate::store::logins::{Count, charge_each};
use crate::{Portico, Result, store};
use domain::access::Target;
use domain::{Problem, UserId};
use jiff::SignedDuration;

/// An invitation is in force for this long.
const IN_FORCE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Invites a user: ends an earlier invitation, and mails the link. `password_hash` is a password that was typed along: it
/// becomes a temporary one of the login that accepting makes, and nothing when the address has a login by then.
pub(crate) async fn invite(
    permit: &mut Permit,
    portico: &Portico,
    user: UserId,
    email: &str,
    password_hash: Option<&str>,
) -> Result<()> {
    let (now, member) = (permit.now(), permit.scope().member()?.clone());
    let link = portico.entropy.id(now)?;
    let token = link_token(&portico.audit_key, Purpose::Invitation, link);
    let until = now.saturating_add(IN_FORCE).unwrap_or(now);
    let new = New { id: link, user, email, invited_by: member.actor.user, token: &token, until, password_hash };
    store::invitations::replace(permit, &new).await?;
    let inviter = [&member.full_name, &member.handle].into_iter().find(|name| !name.is_empty()).cloned();
    let message =
        Message::Invitation { account: member.account_name, inviter: inviter.unwrap_or_default(), link, until };
    let account = permit.account();
    let to = To { email, language: store::notifications::language_of(permit.tx(), account, user).await? };
    post(portico, permit.tx(), format!("invitation:{link}"), to, &message, now).await
}

/// Nobody's mailbox is flooded from here: so many invitations by one user, and so many to one address.
pub(crate) async fn charge(portico: &Portico, by: UserId, email: &str) -> Result<()> {
    let now = portico.clock.now();
    let counts = [
        Count { key: key(&["invitations by", &by.to_string()]), limit: portico.policy.invitations },
        Count { key: key(&["invitations to", &email.to_lowercase()]), limit: portico.policy.invitations_to },
    ];
    match charge_each(&portico.door, &counts, now).await? {
        None => Ok(()),
        Some(room) => {
            let seconds = room.duration_since(now).as_secs().max(1);
            Err(Problem::Throttled { retry_after: seconds.unsigned_abs() }.into())
        }
    }
}

/// A user with all that they reach, as something to invite.
async fn person(scope: &mut crate::access::Scope, user: UserId) -> Result<Target> {
    let person = crate::service::access::person(scope, user).await?.ok_or(Problem::NotFound)?;
    Ok(Target::Person(Box::new(person)))
}
