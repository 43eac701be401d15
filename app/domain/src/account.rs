//! The account: one customer company.

use crate::AccountId;
use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The account's name in addresses: `/a/<slug>/…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    /// The slug's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = &'static str;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let well_formed = (2..=40).contains(&typed.len())
            && typed
                .split('-')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if well_formed {
            Ok(Self(typed.to_owned()))
        } else {
            Err("must be 2 to 40 of a–z, 0–9 and single hyphens between them, like nordic-freight")
        }
    }
}

/// The account's display name, 1 to 100 characters.
///
/// # Errors
/// What is wrong with it, as the end of a sentence that starts with the field's name.
pub fn parse_name(typed: &str) -> Result<String, String> {
    let name = text::line(typed, 100)?;
    if name.is_empty() { Err("is missing; give the company's name".to_owned()) } else { Ok(name) }
}

/// What stands around every page of an account: whose it is, who is signed in, where they can go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shell {
    /// The account's name.
    pub account_name: String,
    /// The name of who is signed in.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Which sections of the account are theirs to open, in the order of the navigation.
    pub sections: Vec<Section>,
    /// Set while the person looks at the account as another user sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewing: Option<Viewing>,
}

/// A section of an account's pages, beside My Profile, which is everybody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// The organization.
    Users,
    /// What was invoiced.
    Invoices,
    /// What can be bought, and what was ordered.
    Products,
    /// The right to run products, and the machines that do.
    Licences,
    /// The account's history.
    History,
}

/// That somebody looks at the account as another user sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewing {
    /// As whom.
    pub name: String,
    /// Who looks.
    pub by: String,
    /// Until what time, as they read it.
    pub until: String,
}

/// An account's own details, as programs read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountDetails {
    /// Which.
    pub id: AccountId,
    /// Its place in addresses.
    pub slug: String,
    /// Its display name.
    pub name: String,
    /// The company's name.
    pub company: String,
    /// The company's country (ISO 3166-1 alpha-2), if it is known.
    pub country: Option<String>,
    /// When it was made (RFC 3339).
    pub created: String,
}

/// An account as the account chooser lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLink {
    /// Its place in addresses.
    pub slug: String,
    /// Its display name.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for good in ["nordic-freight", "k8s", "a1"] {
            assert!(good.parse::<Slug>().is_ok(), "{good}");
        }
        for bad in ["", "a", "Nordic", "-a", "a-", "a--b", "a/b", "a b", "å"] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
    }
}
