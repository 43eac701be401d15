//! A licence's key, as people read it aloud, write it down and type it.
//!
//! 24 random signs and a check sign, in five groups of five: `7Q4KD-9T2MX-…`. The signs are those of Crockford's base
//! 32 (digits and capital letters without I, L, O and U, which look like others), so that a key holds 120 random bits.
//! The check sign is that of ISO 7064 MOD 37-2: it finds every single wrong sign and every two signs that changed
//! places, beside each other or not. That standard's own check signs are 37; a key that would need one that looks like
//! another (or `*`) is not made, see [`LicenceKey::of_random`]. So a slip of the finger is told before a database is
//! asked.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The signs of Crockford's base 32, by value.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Signs without the check sign.
const RANDOM: usize = 24;

/// All signs of a key.
const ALL: usize = RANDOM + 1;

/// Signs of one group.
const GROUP: usize = 5;

/// The modulus of ISO 7064 MOD 37-2, a prime; its radix is 2.
const MODULUS: u32 = 37;

/// A licence's key: well formed, and its check sign fits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LicenceKey(String);

impl LicenceKey {
    /// How many random bytes a key takes.
    pub const RANDOM: usize = RANDOM;

    /// The key of these random bytes, five bits of each; `None` for the five in 37 whose check sign would look like
    /// another: take other bytes then.
    #[must_use]
    pub fn of_random(bytes: &[u8; RANDOM]) -> Option<Self> {
        let signs: Vec<u8> = bytes.iter().map(|byte| SIGNS[usize::from(byte & 31)]).collect();
        let check = (0..MODULUS).find(|check| (sum(&signs) * 2 + check) % MODULUS == 1)?;
        let check = *SIGNS.iter().find(|sign| value(**sign) == Some(check))?;
        let grouped: Vec<String> = [signs.as_slice(), &[check]]
            .concat()
            .chunks(GROUP)
            .map(|group| group.iter().map(|sign| char::from(*sign)).collect())
            .collect();
        Some(Self(grouped.join("-")))
    }

    /// The key in its groups.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LicenceKey {
    type Err = String;

    /// Reads a key as somebody typed it: small or capital letters, with or without spaces and hyphens, I and L for 1
    /// and O for 0.
    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let mut signs = Vec::with_capacity(ALL);
        for typed in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let sign = match typed.to_ascii_uppercase() {
                'I' | 'L' => '1',
                'O' => '0',
                sign => sign,
            };
            match u8::try_from(sign).ok().filter(|sign| SIGNS.contains(sign)) {
                Some(sign) => signs.push(sign),
                None => return Err(format!("holds “{typed}”, which no key has; look at that sign again")),
            }
        }
        if signs.len() != ALL {
            return Err(format!("has {} signs; a key has {ALL}, in five groups of five", signs.len()));
        }
        if sum(&signs) % MODULUS != 1 {
            return Err("holds a slip: a sign is wrong, or two changed places; compare it with the original".to_owned());
        }
        let groups: Vec<String> =
            signs.chunks(GROUP).map(|group| group.iter().map(|sign| char::from(*sign)).collect()).collect();
        Ok(Self(groups.join("-")))
    }
}

impl fmt::Display for LicenceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for LicenceKey {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LicenceKey> for String {
    fn from(key: LicenceKey) -> Self {
        key.0
    }
}

/// A sign's value in ISO 7064 MOD 37-2: digits, then all letters.
fn value(sign: u8) -> Option<u32> {
    char::from(sign).to_digit(36)
}

/// The sum of the signs, the last with weight 1 and each before it with twice the weight of the next, by modulus.
fn sum(signs: &[u8]) -> u32 {
    signs.iter().filter_map(|sign| value(*sign)).fold(0, |sum, value| (sum * 2 + value) % MODULUS)
}
