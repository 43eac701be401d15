//! The languages that Portico speaks.

use serde::{Deserialize, Serialize};

/// A language by its BCP 47 tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// `en`
    English,
    /// `sv`
    Swedish,
    /// `de`
    German,
    /// `fr`
    French,
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::English, Self::Swedish, Self::German, Self::French];

    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Swedish => "sv",
            Self::German => "de",
            Self::French => "fr",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Swedish => "Svenska",
            Self::German => "Deutsch",
            Self::French => "Français",
        }
    }

    /// The language in which somebody is written to of whom only the country is known (ISO 3166-1 alpha-2): the one that
    /// most people there read, of those that Portico speaks.
    #[must_use]
    pub fn of_country(code: &str) -> Self {
        match code {
            "SE" | "AX" => Self::Swedish,
            "DE" | "AT" | "CH" | "LI" => Self::German,
            "FR" | "MC" | "LU" | "GP" | "MQ" | "GF" | "RE" | "YT" | "NC" | "PF" | "PM" | "BL" | "MF" | "WF" => {
                Self::French
            }
            _ => Self::English,
        }
    }

    /// The language of this tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}
