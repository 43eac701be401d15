//! A contact is added.

use super::{as_value, for_contacts, require, taken};
use crate::access::{Caller, Entry, Scope};
use crate::store::notifications::Who;
use crate::{Portico, Result, store};
use domain::ContactId;
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::contact::ContactForm;
use serde_json::json;

/// Adds a contact; gives its id.
///
/// # Errors
/// [`domain::Problem::Forbidden`] for anyone but the account holder; [`domain::Problem::Invalid`] for faults of the form, also when
/// another contact has the address.
pub async fn add(portico: &Portico, caller: &Caller, slug: &str, form: &ContactForm) -> Result<ContactId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    require(&scope, Action::ManageContacts)?;
    let mut contact = form.parse()?;
    let account = scope.account();
    let registry = store::notifications::registry(scope.tx()).await?;
    contact.types = for_contacts(&registry, &contact.types);
    let mut permit = scope.authorize(Action::ManageContacts, &Target::Account(account))?;
    let id = ContactId(portico.entropy.id(permit.now())?);
    if !store::contacts::insert(&mut permit, id, &contact).await? {
        return Err(taken().into());
    }
    store::notifications::set(&mut permit, Who::Contact(id.0), &contact.types).await?;
    let (before, after) = (json!({}), as_value(&registry, &contact));
    let event = Event::ContactAdded;
    permit.commit(portico, Entry { event, target_kind: "contact", target: id.0, before, after }).await?;
    Ok(id)
}
