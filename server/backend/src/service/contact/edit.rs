//! A contact changes.

use super::{as_value, find, for_contacts, require, stored_value, taken};
use crate::access::{Caller, Entry, Scope};
use crate::store::notifications::Who;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::contact::ContactForm;

/// Saves a contact. Another address is believed to take mail until it does not.
///
/// # Errors
/// [`domain::Problem::Forbidden`] for anyone but the account holder, whatever the id; [`domain::Problem::NotFound`];
/// [`domain::Problem::Invalid`] for faults of the form, also when another contact has the address; [`domain::Problem::Conflict`] after a
/// concurrent edit.
pub async fn edit(portico: &Portico, caller: &Caller, slug: &str, id: &str, form: &ContactForm) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    require(&scope, Action::ManageContacts)?;
    let mut contact = form.parse()?;
    let stored = find(&mut scope, id).await?;
    let account = scope.account();
    if store::contacts::is_taken(scope.tx(), account, &contact.email.key(), Some(stored.id)).await? {
        return Err(taken().into());
    }
    let registry = store::notifications::registry(scope.tx()).await?;
    contact.types = for_contacts(&registry, &contact.types);
    let mut permit = scope.authorize(Action::ManageContacts, &Target::Account(account))?;
    if !store::contacts::update(&mut permit, stored.id, &contact, form.version).await? {
        let language = contact.language.map(|language| language.tag()).unwrap_or_default();
        let fields = [
            ("first_name", stored.first_name.as_str(), contact.first_name.as_str()),
            ("last_name", &stored.last_name, &contact.last_name),
            ("email", &stored.email, contact.email.as_str()),
            ("country", &stored.country, contact.country),
            ("language", stored.language.as_deref().unwrap_or_default(), language),
        ];
        return Err(crate::service::conflict(fields, stored.version).into());
    }
    store::notifications::set(&mut permit, Who::Contact(stored.id.0), &contact.types).await?;
    let (before, after) = (stored_value(&registry, &stored), as_value(&registry, &contact));
    let event = Event::ContactEdited;
    permit.commit(portico, Entry { event, target_kind: "contact", target: stored.id.0, before, after }).await
}
