//! Signatures as <https://www.standardwebhooks.com> has them: HMAC-SHA-256 over id, time and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// The secret as its receiver gets it.
pub(crate) fn shown_secret(secret: [u8; 32]) -> String {
    format!("whsec_{}", STANDARD.encode(secret))
}

/// The value of `webhook-signature`.
pub(crate) fn signature(secret: [u8; 32], id: &str, seconds: i64, body: &str) -> String {
    let mut code = Hmac::<Sha256>::new_from_slice(&secret).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
    code.update(format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(code.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out with another program: `printf '%s' 'msg_1.1700000000.{}' | openssl dgst -sha256 -mac HMAC
    /// -macopt hexkey:0707…07 -binary | base64`.
    #[test]
    fn a_signature_is_as_others_make_it() {
        assert_eq!(shown_secret([7; 32]), "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
        assert_eq!(signature([7; 32], "msg_1", 1_700_000_000, "{}"), "v1,nuLLyheCKcS2N8JNOFt5stk98R+umYWr26/ZTfdtGM8=");
    }
}
