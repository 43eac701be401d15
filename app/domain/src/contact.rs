//! Primary Contacts: addresses that receive mail and cannot sign in.

use crate::email::Email;
use crate::language::Language;
use crate::notification::{MailType, MailTypeView, chosen};
use crate::{ContactId, FieldError, Problem, UserId, country, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The page that lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactsView {
    /// The account holder's name.
    pub holder: String,
    /// Their address.
    pub holder_email: String,
    /// Who they are: their profile is where they change that.
    pub holder_id: UserId,
    /// What they receive of what contacts can receive.
    pub holder_mail: Vec<String>,
    /// The contacts, by name.
    pub contacts: Vec<ContactRow>,
    /// What the dialog that adds one offers.
    pub types: Vec<MailTypeView>,
    /// The account's country, which that dialog proposes.
    pub country: String,
}

/// A contact at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    /// Which.
    pub id: ContactId,
    /// First and last name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their country's name.
    pub country: String,
    /// What they receive, in the contacts' words for it.
    pub mail: Vec<String>,
    /// Mail to their address could not be delivered: since when and why, as a sentence; empty when it can.
    pub bounced: String,
}

/// One contact, in the dialog that edits or removes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactView {
    /// As in the list.
    pub contact: ContactRow,
    /// The form as it is filled.
    pub form: ContactForm,
    /// Every type of mail for contacts, with whether they receive it.
    pub types: Vec<MailTypeView>,
    /// Types of mail that nobody would receive any more without this contact, in words.
    pub only: Vec<String>,
}

/// The form that adds or edits a contact, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactForm {
    /// 1 to 100 characters.
    #[serde(default)]
    pub first_name: String,
    /// 1 to 100 characters.
    #[serde(default)]
    pub last_name: String,
    /// The address.
    #[serde(default)]
    pub email: String,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: String,
    /// BCP 47 tag; empty takes the language of the country.
    #[serde(default)]
    pub language: String,
    /// The types of mail that are ticked, by id.
    #[serde(default)]
    pub mail: BTreeMap<String, bool>,
    /// The version that the form was filled from.
    #[serde(default)]
    pub version: i32,
}

/// A contact as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address.
    pub email: Email,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// The language they are written to in; `None` takes that of the country.
    pub language: Option<Language>,
    /// The mail that they receive.
    pub types: Vec<MailType>,
}

impl ContactForm {
    /// Parses every field, so that every fault is told at once. The browser calls this too.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<Contact, Problem> {
        let mut errors = Vec::new();
        let mut name = |field: &str, label: &str, typed: &str| {
            let parsed = match text::line(typed, 100) {
                Ok(name) if name.is_empty() => Err("is missing".to_owned()),
                other => other,
            };
            parsed.map_err(|fault| errors.push(FieldError::new(field, format!("{label} {fault}.")))).unwrap_or_default()
        };
        let first_name = name("first_name", "First Name", &self.first_name);
        let last_name = name("last_name", "Last Name", &self.last_name);
        let email = self.email.parse::<Email>().map_err(|fault| {
            let fault = if self.email.trim().is_empty() { "is missing" } else { fault };
            errors.push(FieldError::new("email", format!("Email Address {fault}.")));
        });
        let country = country::of_code(&self.country).map(|(code, _)| code);
        if country.is_none() {
            let fault = if self.country.is_empty() { "is missing" } else { "is none (ISO 3166-1 alpha-2, like SE)" };
            errors.push(FieldError::new("country", format!("Country {fault}; choose one from the list.")));
        }
        let language = match self.language.as_str() {
            "" => None,
            tag => Language::of_tag(tag).or_else(|| {
                errors.push(FieldError::new("language", "Language is not one of those offered."));
                None
            }),
        };
        for id in self.mail.keys().filter(|id| MailType::of_id(id).is_none()) {
            let ids: Vec<&str> = MailType::ALL.iter().map(|known| known.id()).collect();
            errors.push(FieldError::new("mail", format!("“{id}” is no type of mail, like {}.", ids.join(", "))));
        }
        match (email, country) {
            (Ok(email), Some(country)) if errors.is_empty() => {
                Ok(Contact { first_name, last_name, email, country, language, types: chosen(&self.mail) })
            }
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_required() {
        let problem = ContactForm::default().parse().expect_err("refused");
        let fields: Vec<&str> = problem.field_errors().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["first_name", "last_name", "email", "country"]);
    }
}
