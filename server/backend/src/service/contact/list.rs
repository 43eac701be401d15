//! The page that lists them.

use super::{boxes, labels, require, row};
use crate::access::Scope;
use crate::{Result, store};
use domain::Problem;
use domain::access::Action;
use domain::contact::ContactsView;

/// The account holder and the contacts, each with the mail that they receive.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder.
pub async fn list(scope: &mut Scope) -> Result<ContactsView> {
    require(scope, Action::ViewContacts)?;
    let (account, member) = (scope.account(), scope.member()?.clone());
    let registry = store::notifications::registry(scope.tx()).await?;
    let holder = store::authorized::list(scope.tx(), account, Some(member.holder)).await?.pop();
    let holder = holder.ok_or(Problem::NotFound)?;
    let contacts = store::contacts::list(scope.tx(), account, None).await?;
    Ok(ContactsView {
        holder_mail: labels(&registry, |of_type| holder.mail.iter().any(|id| id == of_type.id())),
        holder: holder.name,
        holder_email: holder.email,
        holder_id: holder.id,
        contacts: contacts.iter().map(|stored| row(&member, &registry, stored)).collect(),
        types: boxes(&registry, &[]),
        country: member.account_country.unwrap_or_default(),
    })
}
