//! One contact, in the dialogs that edit and remove it.

use super::{boxes, find, require, row};
use crate::access::Scope;
use crate::service::notification::would_miss;
use crate::{Result, store};
use domain::access::Action;
use domain::contact::{ContactForm, ContactView};

/// A contact, and what nobody would receive without it.
///
/// # Errors
/// [`domain::Problem::Forbidden`] for anyone but the account holder, whatever the id; [`domain::Problem::NotFound`].
pub async fn view(scope: &mut Scope, id: &str) -> Result<ContactView> {
    require(scope, Action::ViewContacts)?;
    let stored = find(scope, id).await?;
    let member = scope.member()?.clone();
    let registry = store::notifications::registry(scope.tx()).await?;
    let only = would_miss(scope, stored.id.0).await?;
    Ok(ContactView {
        contact: row(&member, &registry, &stored),
        types: boxes(&registry, &stored.mail),
        only,
        form: ContactForm {
            first_name: stored.first_name,
            last_name: stored.last_name,
            email: stored.email,
            country: stored.country,
            language: stored.language.unwrap_or_default(),
            version: stored.version,
            ..ContactForm::default()
        },
    })
}
