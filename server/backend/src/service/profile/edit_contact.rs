//! A person changes their own contact information.

use super::own;
use crate::access::{Caller, Entry, Scope};
use crate::store::users::User;
use crate::{Portico, Result, phone, store, time_zone};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::profile::{Contact, ContactForm};
use domain::{FieldError, Problem};
use serde_json::json;

/// Saves the signed-in person's contact information. Nothing is overwritten that changed since the form was filled.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the form; [`Problem::Conflict`] after a concurrent edit.
pub async fn edit_contact(portico: &Portico, caller: &Caller, slug: &str, form: &ContactForm) -> Result<()> {
    let mut errors = Vec::new();
    let contact = form.parse(&mut errors);
    let number = phone::parse(&form.phone, &form.phone_country).unwrap_or_else(|fault| {
        errors.push(FieldError::new("phone", fault));
        None
    });
    let zone = (!form.time_zone.is_empty()).then_some(form.time_zone.as_str());
    if zone.is_some_and(|name| time_zone::of_name(name).is_none()) {
        errors.push(FieldError::new("time_zone", "Time zone is not one of those offered, like Europe/Stockholm."));
    }
    let (Some(contact), true) = (contact, errors.is_empty()) else { return Err(Problem::Invalid { errors }.into()) };

    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let user = own(&mut scope).await?;
    let mut permit = scope.authorize(Action::EditProfile, &Target::User(user.facts()))?;
    let saved =
        store::users::update_contact(&mut permit, user.id, &contact, number.as_deref(), zone, form.version).await?;
    if !saved {
        return Err(conflict(&user, &contact, number.as_deref(), form).into());
    }
    let before = json!({
        "full_name": user.full_name, "phone": user.phone, "language": user.language, "time_zone": user.time_zone,
    });
    let after = json!({
        "full_name": contact.full_name, "phone": number, "language": contact.language.map(|l| l.tag()), "time_zone": zone,
    });
    let entry = Entry { event: Event::ProfileEdited, target_kind: "user", target: user.id.0, before, after };
    permit.commit(portico, entry).await
}

/// Compares what was meant, not how it was typed: one phone number has many forms.
fn conflict(user: &User, contact: &Contact, number: Option<&str>, form: &ContactForm) -> Problem {
    let shown = |number: Option<&str>| number.map(phone::display).unwrap_or_default();
    let fields = [
        ("full_name", user.full_name.as_str(), contact.full_name.as_str()),
        ("phone", &shown(user.phone.as_deref()), &shown(number)),
        ("language", user.language.as_deref().unwrap_or_default(), &form.language),
        ("time_zone", user.time_zone.as_deref().unwrap_or_default(), &form.time_zone),
    ];
    crate::service::conflict(fields, user.version)
}
