//! My Profile: a person's own contact information, and for the account holder the company's.

use crate::country;
use crate::language::Language;
use crate::text;
use crate::{FieldError, Problem};
use serde::{Deserialize, Serialize};

/// What the profile page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// The values as they are stored.
    pub contact: ContactForm,
    /// The address that the person signs in with.
    pub email: String,
    /// The phone number as people write it.
    pub phone_display: String,
    /// The company's details: the account holder edits them, others do not see them here.
    pub company: Option<CompanyForm>,
    /// Whether everybody in the account may choose a new password by a mailed link, for the account holder, who says so.
    pub self_service_reset: Option<bool>,
    /// Whether the person may change their own contact information now.
    pub edit: bool,
}

/// A person's own contact information as a form, all text as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactForm {
    /// 1 to 100 characters.
    pub full_name: String,
    /// A phone number in any common form; without a country code it is read as one of `phone_country`.
    #[serde(default)]
    pub phone: String,
    /// ISO 3166-1 alpha-2: the country of a phone number written without one.
    #[serde(default)]
    pub phone_country: String,
    /// BCP 47 tag, or empty for the account's.
    #[serde(default)]
    pub language: String,
    /// IANA time zone name, or empty.
    #[serde(default)]
    pub time_zone: String,
    /// The version that the form was filled from.
    #[serde(default)]
    pub version: i32,
}

/// The company's details as a form, all text as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyForm {
    /// The company's legal name, at most 100 characters.
    #[serde(default)]
    pub company: String,
    /// Its postal address, at most 500 characters on several lines.
    #[serde(default)]
    pub address: String,
    /// ISO 3166-1 alpha-2, or empty.
    #[serde(default)]
    pub country: String,
    /// Its VAT or tax id, at most 30 characters.
    #[serde(default)]
    pub tax_id: String,
    /// The version that the form was filled from.
    #[serde(default)]
    pub version: i32,
}

/// A person's contact information, parsed except for what needs the server's tables: phone and time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Their name.
    pub full_name: String,
    /// BCP 47.
    pub language: Option<Language>,
}

/// The company's details, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// The company's legal name, possibly empty.
    pub company: String,
    /// Its postal address, possibly empty.
    pub address: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'static str>,
    /// Its VAT or tax id, possibly empty.
    pub tax_id: String,
}

impl ContactForm {
    /// Parses what needs no table. The server adds its own faults for phone and time zone.
    pub fn parse(&self, errors: &mut Vec<FieldError>) -> Option<Contact> {
        let before = errors.len();
        let full_name = match text::line(&self.full_name, 100) {
            Ok(name) if name.is_empty() => Err("is missing; write your name".to_owned()),
            other => other,
        }
        .map_err(|fault| errors.push(FieldError::new("full_name", format!("Name {fault}."))))
        .unwrap_or_default();
        let language = match self.language.as_str() {
            "" => None,
            tag => Language::of_tag(tag).or_else(|| {
                errors.push(FieldError::new("language", "Language is not one of those offered."));
                None
            }),
        };
        (errors.len() == before).then_some(Contact { full_name, language })
    }
}

impl CompanyForm {
    /// Parses every field, so that every fault is told at once. The browser calls this too.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<Company, Problem> {
        let mut errors = Vec::new();
        let mut check = |field: &str, label: &str, parsed: Result<String, String>| {
            parsed.map_err(|fault| errors.push(FieldError::new(field, format!("{label} {fault}.")))).unwrap_or_default()
        };
        let company = check("company", "Company", text::line(&self.company, 100));
        let address = check("address", "Address", text::lines(&self.address, 500));
        let tax_id = check("tax_id", "VAT or tax id", text::line(&self.tax_id, 30));
        let country = match self.country.as_str() {
            "" => None,
            code => country::of_code(code).map(|(code, _)| code).or_else(|| {
                errors.push(FieldError::new("country", "Country is not one of those offered."));
                None
            }),
        };
        if errors.is_empty() {
            Ok(Company { company, address, country, tax_id })
        } else {
            Err(Problem::Invalid { errors })
        }
    }
}
