//! Second factors: one-time codes by time (TOTP, RFC 6238: six digits, thirty seconds, SHA-1, which is what every
//! authenticator app does), and recovery codes for whoever has lost the app.
//!
//! The database holds neither a secret nor a code. A secret is encrypted with a key that is derived from the server's
//! (XChaCha20-Poly1305, bound to the login and to what it is for), a recovery code is an HMAC of it.

use crate::audit::AuditKey;
use crate::clock::Entropy;
use crate::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::LoginId;
use domain::identity::RECOVERY_CODES;
use jiff::{SignedDuration, Timestamp};
use qrcode::{Color, QrCode};
use std::fmt::Write as _;
use subtle::ConstantTimeEq as _;
use totp_rs::{Algorithm, Secret, TOTP};

/// Bytes of a secret: as many as the hash gives (RFC 4226, section 4).
const SECRET: usize = 20;
/// Bytes of a nonce of XChaCha20: random ones never meet.
const NONCE: usize = 24;
/// Digits of a code.
const DIGITS: usize = 6;
/// Seconds for which a code is shown.
const STEP: u64 = 30;
/// Letters and digits of a recovery code: 12 of 32 are 60 bits.
const RECOVERY: usize = 12;
/// None of these is taken for another when it is written down by hand.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// A secret that was shown waits this long for its first code.
const SET_UP_WITHIN: SignedDuration = SignedDuration::from_hours(1);
/// The squares of quiet around a QR code (ISO/IEC 18004).
const QUIET: usize = 4;

/// The secret that an app and the server share.
pub(crate) struct Factor([u8; SECRET]);

impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Factor(…)")
    }
}

impl Factor {
    /// A new one.
    pub(crate) fn generate(entropy: &Entropy) -> Result<Self> {
        let mut secret = [0; SECRET];
        entropy.fill(&mut secret)?;
        Ok(Self(secret))
    }

    /// The secret as people type it: base 32 (RFC 4648), in groups of four.
    pub(crate) fn in_groups(&self) -> String {
        groups_of_four(&self.base32(), ' ')
    }

    /// The address that an app reads from the QR code; `issuer` is what the app calls it.
    pub(crate) fn uri(&self, issuer: &str, email: &str) -> String {
        let (issuer, email) = (percent_encoded(issuer), percent_encoded(email));
        format!("otpauth://totp/{issuer}:{email}?secret={}&issuer={issuer}", self.base32())
    }

    fn base32(&self) -> String {
        match Secret::Raw(self.0.to_vec()).to_encoded() {
            Secret::Encoded(text) => text,
            Secret::Raw(_) => String::new(),
        }
    }

    /// The time step whose code this is, of the present one and its two neighbours; `None` when it is of none of them.
    /// Whether that step was used already, the store knows.
    pub(crate) fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let present = u64::try_from(now.as_second()).unwrap_or_default() / STEP;
        let totp = TOTP::new_unchecked(Algorithm::SHA1, DIGITS, 0, STEP, self.0.to_vec());
        let steps = [present.checked_sub(1), Some(present), present.checked_add(1)];
        let fits = |step: &u64| bool::from(totp.generate(step * STEP).as_bytes().ct_eq(code.as_bytes()));
        // The last one: if two steps happen to have one code, that which is not used up by an earlier one.
        steps.into_iter().flatten().rfind(fits).and_then(|step| i64::try_from(step).ok())
    }

    /// The secret as the database keeps it.
    pub(crate) fn seal(&self, key: &AuditKey, entropy: &Entropy, login: LoginId) -> Result<Vec<u8>> {
        encrypt(key, entropy, &about(b"kept", login), &self.0)
    }

    /// Reads what [`Self::seal`] made for this login.
    pub(crate) fn unseal(key: &AuditKey, login: LoginId, sealed: &[u8]) -> Result<Self> {
        let secret = decrypt(key, &about(b"kept", login), sealed).and_then(|secret| secret.try_into().ok());
        secret.map(Self).ok_or_else(|| Error::internal("reading a second factor", "it was not encrypted with this key"))
    }

    /// The secret on its way through the page on which it is set up, and back with the code that proves it. So nothing
    /// is kept of a page that is only looked at.
    pub(crate) fn offer(&self, key: &AuditKey, entropy: &Entropy, login: LoginId, now: Timestamp) -> Result<String> {
        let text = [self.0.as_slice(), &now.as_second().to_be_bytes()].concat();
        Ok(URL_SAFE_NO_PAD.encode(encrypt(key, entropy, &about(b"offered", login), &text)?))
    }

    /// Reads what [`Self::offer`] made for this login; `None` when it is something else or too old.
    pub(crate) fn offered(key: &AuditKey, login: LoginId, offer: &str, now: Timestamp) -> Option<Self> {
        let text = decrypt(key, &about(b"offered", login), &URL_SAFE_NO_PAD.decode(offer).ok()?)?;
        let (secret, at) = text.split_at_checked(SECRET)?;
        let at = Timestamp::from_second(i64::from_be_bytes(at.try_into().ok()?)).ok()?;
        (now.duration_since(at) < SET_UP_WITHIN).then_some(Self(secret.try_into().ok()?))
    }
}

/// What a code that was typed may be.
pub(crate) enum Typed {
    /// Of the app.
    Code(String),
    /// A recovery code, as the database keeps it.
    Recovery(Vec<u8>),
}

/// Reads a code as people type it: spaces and hyphens do not matter.
pub(crate) fn read(key: &AuditKey, login: LoginId, typed: &str) -> Option<Typed> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect();
    match code.len() {
        DIGITS if code.bytes().all(|b| b.is_ascii_digit()) => Some(Typed::Code(code)),
        RECOVERY if code.bytes().all(|b| b.is_ascii_alphanumeric()) => Some(Typed::Recovery(keep(key, login, &code))),
        _ => None,
    }
}

/// Recovery codes, and each as the database keeps it.
pub(crate) fn recovery_codes(key: &AuditKey, entropy: &Entropy, login: LoginId) -> Result<Vec<(String, Vec<u8>)>> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let mut random = [0; RECOVERY];
            entropy.fill(&mut random)?;
            let code: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
            let kept = keep(key, login, &code);
            Ok((groups_of_four(&code, '-'), kept))
        })
        .collect()
}

fn keep(key: &AuditKey, login: LoginId, code: &str) -> Vec<u8> {
    key.derive(&[b"recovery code", login.0.as_bytes(), code.as_bytes()]).to_vec()
}

/// A QR code: the path that draws its dark squares, one unit each, and how wide and high all of it is.
pub(crate) fn qr_path(text: &str) -> Result<(String, usize)> {
    let code = QrCode::new(text).map_err(|error| Error::internal("drawing a QR code", error))?;
    let width = code.width();
    let mut path = String::new();
    for (row, squares) in code.to_colors().chunks(width).enumerate() {
        for (column, _) in squares.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            let _ = write!(path, "M{} {}h1v1h-1z", column + QUIET, row + QUIET);
        }
    }
    Ok((path, width + 2 * QUIET))
}

fn groups_of_four(text: &str, between: char) -> String {
    let mut groups = String::new();
    for (at, letter) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            groups.push(between);
        }
        groups.push(letter);
    }
    groups
}

/// What a ciphertext belongs to: it is refused for anything else.
fn about(purpose: &[u8], login: LoginId) -> Vec<u8> {
    [purpose, b" for ", login.0.as_bytes()].concat()
}

fn cipher(key: &AuditKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&key.derive(&[b"second factors"]).into())
}

fn encrypt(key: &AuditKey, entropy: &Entropy, about: &[u8], text: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0; NONCE];
    entropy.fill(&mut nonce)?;
    let sealed = cipher(key).encrypt(XNonce::from_slice(&nonce), Payload { msg: text, aad: about });
    let sealed = sealed.map_err(|_| Error::internal("encrypting a second factor", "the cipher refused"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn decrypt(key: &AuditKey, about: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
    cipher(key).decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: about }).ok()
}

/// Everything but what stands for itself in the label of an address (RFC 3986), as `%` and two digits.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'@' => encoded.push(char::from(byte)),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn login(number: u128) -> LoginId {
        LoginId(Uuid::from_u128(number))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a moment")
    }

    /// RFC 6238, appendix B, SHA-1, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let factor = Factor(*b"12345678901234567890");
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(factor.step_of(code, at(second)), Some(second / 30), "{second}");
            for late in [-30, 30] {
                assert_eq!(factor.step_of(code, at(second + late)), Some(second / 30), "{second} and {late}");
            }
            for too_far in [second - 90, second + 60].into_iter().filter(|moment| *moment > 0) {
                assert_eq!(factor.step_of(code, at(too_far)), None, "{second} at {too_far}");
            }
        }
        assert_eq!(factor.in_groups(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn a_secret_is_read_by_its_key_for_its_login_and_purpose() {
        let (key, entropy) = (AuditKey::new([7; 32]), Entropy::seeded(1));
        let factor = Factor::generate(&entropy).expect("seeded");
        let sealed = factor.seal(&key, &entropy, login(1)).expect("sealed");
        assert!(!sealed.windows(SECRET).any(|part| part == factor.0));
        assert_eq!(Factor::unseal(&key, login(1), &sealed).expect("its own").0, factor.0);
        assert!(Factor::unseal(&key, login(2), &sealed).is_err());
        assert!(Factor::unseal(&AuditKey::new([8; 32]), login(1), &sealed).is_err());
        let offer = factor.offer(&key, &entropy, login(1), at(0)).expect("sealed");
        assert!(Factor::offered(&key, login(1), &offer, at(3_599)).is_some());
        assert!(Factor::offered(&key, login(1), &offer, at(3_600)).is_none(), "too old");
        assert!(Factor::offered(&key, login(2), &offer, at(1)).is_none());
        assert!(Factor::unseal(&key, login(1), &URL_SAFE_NO_PAD.decode(&offer).expect("bytes")).is_err());
        assert!(Factor::offered(&key, login(1), &URL_SAFE_NO_PAD.encode(&sealed), at(1)).is_none());
        assert_eq!(format!("{factor:?}"), "Factor(…)");
    }

    #[test]
    fn recovery_codes_are_read_however_they_are_typed() {
        let (key, entropy) = (AuditKey::new([7; 32]), Entropy::seeded(1));
        let codes = recovery_codes(&key, &entropy, login(1)).expect("seeded");
        assert_eq!(codes.len(), RECOVERY_CODES);
        let (code, kept) = &codes[0];
        assert_eq!(code.len(), 14, "{code}");
        for typed in [code.clone(), code.to_uppercase(), code.replace('-', " "), format!(" {} ", code.replace('-', ""))]
        {
            assert!(matches!(read(&key, login(1), &typed), Some(Typed::Recovery(hash)) if hash == *kept), "{typed}");
        }
        assert!(matches!(read(&key, login(2), code), Some(Typed::Recovery(hash)) if hash != *kept));
        assert!(matches!(read(&key, login(1), " 123 456"), Some(Typed::Code(code)) if code == "123456"));
        for nothing in ["", "12345", "1234567", "١٢٣", "abcd-efgh-jkm!"] {
            assert!(read(&key, login(1), nothing).is_none(), "{nothing}");
        }
    }

    #[test]
    fn a_qr_code_is_a_path() {
        let factor = Factor(*b"12345678901234567890");
        let uri = factor.uri("Portico", "eva+1@x.example");
        assert_eq!(
            uri,
            "otpauth://totp/Portico:eva%2B1@x.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Portico"
        );
        let (path, size) = qr_path(&uri).expect("fits");
        assert!(path.starts_with("M4 4h1v1h-1z") && size > 30, "{size}");
    }
}
