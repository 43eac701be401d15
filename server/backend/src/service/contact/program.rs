//! Contacts as programs read them.

use super::{find, require};
use crate::access::Scope;
use crate::store::contacts::Stored;
use crate::{Result, store};
use domain::ContactId;
use domain::access::Action;
use domain::program::ContactDetails;

/// The account's contacts after this one, in the order in which they were added, at most so many; and whether there are
/// more. An account has a handful.
///
/// # Errors
/// [`domain::Problem::Forbidden`] when the key has no scope for it.
pub async fn details(scope: &mut Scope, after: &str, most: usize) -> Result<(Vec<ContactDetails>, bool)> {
    require(scope, Action::ViewContacts)?;
    let account = scope.account();
    let after: Option<ContactId> = after.parse().ok();
    let mut found = store::contacts::list(scope.tx(), account, None).await?;
    found.retain(|contact| after.is_none_or(|after| contact.id > after));
    found.sort_by_key(|contact| contact.id);
    let (found, more) = crate::service::page(found, most);
    Ok((found.into_iter().map(told).collect(), more))
}

/// One contact.
///
/// # Errors
/// As [`details`]; [`domain::Problem::NotFound`] when the account has no such contact.
pub async fn detail(scope: &mut Scope, id: &str) -> Result<ContactDetails> {
    require(scope, Action::ViewContacts)?;
    find(scope, id).await.map(told)
}

fn told(contact: Stored) -> ContactDetails {
    ContactDetails {
        id: contact.id,
        first_name: contact.first_name,
        last_name: contact.last_name,
        email: contact.email,
        country: contact.country,
        language: contact.language,
        mail: contact.mail,
        version: contact.version,
    }
}
