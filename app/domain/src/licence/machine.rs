//! The machine that a licence is bound to, by what it calls itself.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The most characters of a machine's id.
pub const MOST: usize = 64;

/// What a machine calls itself: a serial number, a hardware address, a UUID or a host's name. Small and capital letters
/// are one, because tools print them either way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MachineId(String);

impl MachineId {
    /// The id in small letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MachineId {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let id = typed.trim();
        if id.is_empty() {
            return Err("is missing; the program shows it when it asks for a licence".to_owned());
        }
        if let Some(found) = id.chars().find(|c| !c.is_ascii_alphanumeric() && !"-_.:".contains(*c)) {
            let found = if found == ' ' { "a space".to_owned() } else { format!("“{}”", found.escape_debug()) };
            return Err(format!("holds {found}; an id has letters a–z, digits and - _ . : only"));
        }
        if id.len() > MOST {
            return Err(format!("is {} characters long; at most {MOST} fit", id.len()));
        }
        Ok(Self(id.to_ascii_lowercase()))
    }
}

impl fmt::Display for MachineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_machines() {
        for good in ["gate-7", "00:1A:2B:3C:4D:5E", " SN_0042.b ", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"] {
            assert_eq!(good.parse(), Ok(MachineId(good.trim().to_lowercase())), "{good}");
        }
        let fault = "gate 7".parse::<MachineId>().err();
        assert_eq!(fault.as_deref(), Some("holds a space; an id has letters a–z, digits and - _ . : only"));
        for bad in ["", "  ", "gate 7", "gate/7", "gäte", &"a".repeat(MOST + 1), "a\nb", "a\0"] {
            assert!(bad.parse::<MachineId>().is_err(), "{bad:?}");
        }
    }
}
