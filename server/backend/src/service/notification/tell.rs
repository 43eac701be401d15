//! A use-case tells the account's people what happened.

use crate::access::Permit;
use crate::mail::{Message, To};
use crate::service::mail::post;
use crate::store::notifications::{Row, recipients};
use crate::{Portico, Result};
use domain::UserId;
use domain::language::Language;
use domain::notification::MailType;
use domain::role::Role;
use std::collections::HashSet;

/// Somebody who is told, for whoever writes the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Their name.
    pub name: String,
    /// The language that the mail will be in: amounts are written out for it.
    pub language: Language,
    /// They can sign in; a Primary Contact cannot.
    pub can_sign_in: bool,
    /// They hold the account.
    pub is_holder: bool,
    /// What they may do for the whole account.
    pub roles: Vec<Role>,
}

impl Recipient {
    /// The address of a page, when they can open it: it takes a role (the account holder has all of them), or with `None`
    /// no more than signing in. Whoever cannot open it is mailed no link.
    #[must_use]
    pub fn page(&self, role: Option<Role>, address: &str) -> Option<String> {
        let may = self.is_holder || role.is_none_or(|role| self.roles.contains(&role));
        (self.can_sign_in && may).then(|| address.to_owned())
    }
}

/// Tells everybody who receives this type of mail at this moment, each in their own language and once, also when they
/// receive it in two ways. It is mailed when the transaction of `permit` commits. `event` names what happened, such as
/// `invoice:<id>`: of the same event in the same account nobody is told twice. Gives how many are told.
///
/// # Errors
/// When the database does not answer.
pub async fn tell(
    permit: &mut Permit,
    portico: &Portico,
    of_type: MailType,
    event: &str,
    message: impl Fn(&Recipient) -> Message,
) -> Result<usize> {
    mail(permit, portico, of_type, None, event, message).await
}

/// As [`tell`], to one user, whatever they receive otherwise: for what answers something that they did, such as the
/// receipt of what they paid. Whoever cannot be mailed is left out.
///
/// # Errors
/// As [`tell`].
pub async fn tell_user(
    permit: &mut Permit,
    portico: &Portico,
    user: UserId,
    of_type: MailType,
    event: &str,
    message: impl Fn(&Recipient) -> Message,
) -> Result<usize> {
    mail(permit, portico, of_type, Some(user), event, message).await
}

async fn mail(
    permit: &mut Permit,
    portico: &Portico,
    of_type: MailType,
    only: Option<UserId>,
    event: &str,
    message: impl Fn(&Recipient) -> Message,
) -> Result<usize> {
    let (account, now) = (permit.account(), permit.now());
    let mut told = HashSet::new();
    for Row { id, name, email, language, can_sign_in, is_holder, roles } in
        recipients(permit.tx(), account, of_type, only).await?
    {
        // Users come first: who is a user and a contact gets the mail with the link.
        if !told.insert(email.to_lowercase()) {
            continue;
        }
        let recipient = Recipient { name, language, can_sign_in, is_holder, roles };
        let event = format!("{}:{account}:{event}:{id}", of_type.id());
        let to = To { email: &email, language };
        post(portico, permit.tx(), event, to, &message(&recipient), now).await?;
    }
    Ok(told.len())
}
