//! The tokens by which a machine knows, without asking anybody, that it may run a product.
//!
//! A token is a JSON Web Signature in its compact form (RFC 7515) over claims (RFC 7519), signed with Ed25519 (RFC 8037).
//! The signing key is derived from the key of the history's seals, which the database never sees; the public half is
//! served as a JSON Web Key Set (RFC 7517), whose key is named by its thumbprint (RFC 7638).

use crate::audit::AuditKey;
use crate::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What a token says. Times are seconds since 1970 (RFC 7519).
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Claims<'a> {
    /// The licence's id.
    pub(crate) sub: String,
    /// The activation's id.
    pub(crate) jti: String,
    /// The product's code in the catalogue.
    pub(crate) product: &'a str,
    /// The machine's id.
    pub(crate) machine: &'a str,
    /// Which of the licence's seats, from 1.
    pub(crate) seat: i32,
    /// Issued at.
    pub(crate) iat: i64,
    /// Expires.
    pub(crate) exp: i64,
}

/// Signs tokens.
pub(crate) struct Signer(Ed25519KeyPair);

impl Signer {
    /// The signer of the Portico that has this key.
    ///
    /// # Errors
    /// When the derived key cannot be used, which no key is known to cause.
    pub(crate) fn of(key: &AuditKey) -> Result<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&key.licence_seed())
            .map_err(|error| Error::internal("the key of licences", error.to_string()))?;
        Ok(Self(pair))
    }

    /// The token that says this.
    ///
    /// # Errors
    /// When the claims cannot be written, which cannot happen.
    pub(crate) fn sign(&self, claims: &Claims<'_>) -> Result<String> {
        let written = |error| Error::internal("writing a licence's token", error);
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.thumbprint() });
        let header = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header).map_err(written)?);
        let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).map_err(written)?);
        let signed = format!("{header}.{claims}");
        let signature = URL_SAFE_NO_PAD.encode(self.0.sign(signed.as_bytes()));
        Ok(format!("{signed}.{signature}"))
    }

    /// The public key as a set of one.
    pub(crate) fn key_set(&self) -> Value {
        let key = json!({
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.thumbprint(), "x": self.public(),
        });
        json!({ "keys": [key] })
    }

    fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key())
    }

    /// The members that a key needs, in the order of their names and without spaces, hashed (RFC 7638).
    fn thumbprint(&self) -> String {
        let needed = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, self.public());
        URL_SAFE_NO_PAD.encode(Sha256::digest(needed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ED25519, UnparsedPublicKey};

    #[test]
    fn a_token_is_verified_by_the_served_key_and_by_no_other() {
        let signer = Signer::of(&AuditKey::new([7; 32])).expect("a key");
        let claims = Claims {
            sub: "licence".into(),
            jti: "activation".into(),
            product: "ROUTES",
            machine: "gate-7",
            seat: 2,
            iat: 1,
            exp: 2,
        };
        let token = signer.sign(&claims).expect("signed");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        let verifies = |keys: &Value| {
            let x = URL_SAFE_NO_PAD.decode(keys["keys"][0]["x"].as_str().expect("text")).expect("base64url");
            UnparsedPublicKey::new(&ED25519, x).verify(signed.as_bytes(), &signature).is_ok()
        };
        assert!(verifies(&signer.key_set()));
        let other = Signer::of(&AuditKey::new([8; 32])).expect("a key");
        assert!(!verifies(&other.key_set()));
        let header = URL_SAFE_NO_PAD.decode(signed.split('.').next().expect("a header")).expect("base64url");
        let header: Value = serde_json::from_slice(&header).expect("JSON");
        assert_eq!(header["kid"], signer.key_set()["keys"][0]["kid"]);
        assert_eq!(header["alg"], "EdDSA");
    }
}
