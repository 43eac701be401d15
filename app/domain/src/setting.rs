//! Settings that are handed down the tree: a user has their own value, else the nearest group's, else the account's.

use crate::access::Offer;
use crate::country;
use crate::group::GroupLink;
use crate::language::Language;
use crate::{FieldError, Problem};
use serde::{Deserialize, Serialize};

/// A setting that is handed down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// The default country of numbers that are written without one (ISO 3166-1 alpha-2).
    Country,
    /// The language of reports and notifications (BCP 47).
    Language,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 2] = [Self::Country, Self::Language];

    /// Its name, as people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Country => "Country code",
            Self::Language => "Language",
        }
    }

    /// A stored value as people read it; what is set nowhere, too.
    #[must_use]
    pub fn display(self, value: Option<&str>) -> String {
        match (self, value) {
            (Self::Country, Some(code)) => country::of_code(code).map_or(code, |(_, name)| name).to_owned(),
            (Self::Language, Some(tag)) => {
                Language::of_tag(tag).map_or_else(|| tag.to_owned(), |language| language.name().to_owned())
            }
            (Self::Country, None) => "not set".to_owned(),
            (Self::Language, None) => Language::English.name().to_owned(),
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// It is set right here.
    Own,
    /// This group above sets it.
    Group(GroupLink),
    /// Nobody sets it: it is the account's, or Portico's own.
    Account,
}

/// A setting of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingView {
    /// Which.
    pub setting: Setting,
    /// The group's own value as it is stored; empty when it sets none.
    pub own: String,
    /// The value that holds, as people read it.
    pub value: String,
    /// The value that would hold if the group set none.
    pub inherited: String,
    /// Where the value that holds comes from.
    pub source: Source,
    /// How many users take it from here when it is set here.
    pub users: i64,
}

/// A group's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSettings {
    /// The group's name.
    pub name: String,
    /// Counts up with each change; a form sends back the one that it was filled from.
    pub version: i32,
    /// Each setting.
    pub settings: Vec<SettingView>,
    /// Change them.
    pub change: Offer,
}

/// The form that changes what a group sets itself, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSettingsForm {
    /// ISO 3166-1 alpha-2; empty takes what is above.
    #[serde(default)]
    pub country: String,
    /// BCP 47; empty takes what is above.
    #[serde(default)]
    pub language: String,
}

/// The same, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSettingsInput {
    /// The country code.
    pub country: Option<String>,
    /// The language's tag.
    pub language: Option<String>,
}

impl GroupSettingsForm {
    /// Parses every field, so that every fault is told at once.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<GroupSettingsInput, Problem> {
        let mut errors = Vec::new();
        let (country, language) = (self.country.trim(), self.language.trim());
        if !country.is_empty() && country::of_code(country).is_none() {
            errors.push(FieldError::new("country", "Country code must be a country from the list."));
        }
        if !language.is_empty() && Language::of_tag(language).is_none() {
            errors.push(FieldError::new("language", "Language must be one from the list."));
        }
        if !errors.is_empty() {
            return Err(Problem::Invalid { errors });
        }
        let some = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Ok(GroupSettingsInput { country: some(country), language: some(language) })
    }
}
