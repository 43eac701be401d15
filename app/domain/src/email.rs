//! Email addresses.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An email address as HTML's `<input type=email>` accepts it (WHATWG HTML, "valid e-mail address"), with at least
/// one dot in the domain, at most 254 characters (RFC 5321). Kept as typed; compared by [`Email::key`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// What two spellings of one address share: the address in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Email {
    type Err = &'static str;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "is not an email address; it should look like name@company.com";
        let address = typed.trim();
        if address.len() > 254 {
            return Err("is longer than 254 characters, the most an email address can have");
        }
        let (local, domain) = address.rsplit_once('@').ok_or(SHAPE)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
        let label_ok = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if local_ok && domain.contains('.') && domain.split('.').all(label_ok) {
            Ok(Self(address.to_owned()))
        } else {
            Err(SHAPE)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_use_are_accepted() {
        for good in ["eva.lind@nordicfreight.example", " o'brien+x@a-b.co ", "UPPER@Example.COM"] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
        }
        assert_eq!("A@b.Co".parse::<Email>().map(|e| e.key()), Ok("a@b.co".to_owned()));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in ["", "eva", "@b.co", "a@", "a@b", "a@-b.co", "a b@c.de", "a@b..co", "a@b.co\r\nBcc: x@y.z"] {
            assert!(bad.parse::<Email>().is_err(), "{bad:?}");
        }
    }
}
