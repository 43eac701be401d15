//! Opaque tokens: what a browser holds, and what the database keeps of it.

use crate::clock::Entropy;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;

/// A secret of 256 random bits. The database only ever sees its SHA-256.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// When there is no randomness to be had.
    pub fn generate(entropy: &Entropy) -> crate::Result<Self> {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The token of these bytes, which nobody else can guess.
    pub(crate) const fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads a token from a cookie or a link; `None` when it is not one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        (URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) == Ok(32)).then_some(Self(bytes))
    }

    /// The token for the cookie.
    #[must_use]
    pub fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The token with a beginning by which whoever finds it knows what it is, for a key that is shown.
    #[must_use]
    pub fn with_prefix(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.secret())
    }

    /// Reads a key that begins with one of these; `None` when it is none of ours.
    #[must_use]
    pub fn parse_prefixed(text: &str, prefixes: &[&str]) -> Option<Self> {
        prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)).and_then(Self::parse)
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_cookie() {
        let token = Token::generate(&Entropy::seeded(1)).expect("seeded");
        assert_eq!(Token::parse(&token.secret()), Some(token.clone()));
        assert_eq!(token.secret().len(), 43);
        assert_eq!(Token::parse("short"), None);
        assert_eq!(Token::parse(&"A".repeat(400)), None);
        assert_eq!(format!("{token:?}"), "Token(…)");
    }
}
