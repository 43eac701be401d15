//! How Stripe signs its webhooks (<https://docs.stripe.com/webhooks#verify-manually>): the header has the time and one or
//! more codes, `t=1492774577,v1=5257a8…`; a code is the HMAC-SHA256 of `time.body` with the endpoint's secret.

use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use thiserror::Error;

/// The header that carries the signature.
pub const SIGNATURE: &str = "stripe-signature";

/// How far the time in a signature may be from ours, in seconds: as Stripe's own libraries have it.
const TOLERANCE: u64 = 300;

/// Why a webhook is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// There is none, or it is not written as one.
    #[error("there is no signature that can be read")]
    Missing,
    /// Its time is too far from ours: it may be a recording.
    #[error("the signature’s time is more than five minutes away")]
    Time,
    /// Whoever signed does not have the secret, or signed something else.
    #[error("the signature does not fit")]
    Wrong,
}

/// Whether whoever has the secret signed this body a short while ago. Codes are compared in constant time.
///
/// # Errors
/// When not.
pub(super) fn verify(secret: &str, header: &str, body: &[u8], now: Timestamp) -> Result<(), SignatureError> {
    let parts: Vec<(&str, &str)> = header.split(',').filter_map(|part| part.trim().split_once('=')).collect();
    let time = parts.iter().find(|(name, _)| *name == "t").map(|(_, time)| *time).ok_or(SignatureError::Missing)?;
    let at: i64 = time.parse().map_err(|_| SignatureError::Missing)?;
    let mut code = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| SignatureError::Missing)?;
    for part in [time.as_bytes(), b".", body] {
        code.update(part);
    }
    let fits = parts
        .iter()
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, digits)| bytes(digits))
        .any(|given| code.clone().verify_slice(&given).is_ok());
    match fits {
        false => Err(SignatureError::Wrong),
        true if now.as_second().abs_diff(at) > TOLERANCE => Err(SignatureError::Time),
        true => Ok(()),
    }
}

/// The bytes of hexadecimal digits.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

/// Signs a body as Stripe does.
#[cfg(any(test, feature = "testing"))]
pub(super) fn sign(secret: &str, body: &[u8], at: Timestamp) -> String {
    let mut code = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let time = at.as_second().to_string();
    for part in [time.as_bytes(), b".", body] {
        code.update(part);
    }
    let digits: String = code.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={time},v1={digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test";
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn what_was_signed_a_short_while_ago_is_believed() {
        let header = sign(SECRET, BODY, at(1_000));
        for now in [700, 1_000, 1_300] {
            assert_eq!(verify(SECRET, &header, BODY, at(now)), Ok(()));
        }
        // While a secret is exchanged, Stripe signs with both.
        let both = header.replace(",v1=", &format!(",v1={},v0=x,v1=", "ab".repeat(32)));
        assert_eq!(verify(SECRET, &both, BODY, at(1_000)), Ok(()));
    }

    #[test]
    fn recordings_are_not() {
        let header = sign(SECRET, BODY, at(1_000));
        for now in [699, 1_301, 1_000_000] {
            assert_eq!(verify(SECRET, &header, BODY, at(now)), Err(SignatureError::Time));
        }
        let renewed = header.replace("t=1000", "t=5000");
        assert_eq!(verify(SECRET, &renewed, BODY, at(5_000)), Err(SignatureError::Wrong));
    }

    #[test]
    fn forgeries_are_not() {
        let header = sign(SECRET, BODY, at(1_000));
        assert_eq!(verify("whsec_other", &header, BODY, at(1_000)), Err(SignatureError::Wrong));
        assert_eq!(verify(SECRET, &header, br#"{"id":"evt_2"}"#, at(1_000)), Err(SignatureError::Wrong));
        for none in ["", "t=1000", "v1=ab", "t=x,v1=ab", "t=1000,v1=é0", "t=1000,v1=abc", "t=1000,v0=ab"] {
            assert!(verify(SECRET, none, BODY, at(1_000)).is_err(), "{none}");
        }
    }
}
