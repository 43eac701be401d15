//! The key by which machines verify their tokens without asking.

use crate::licence_token::Signer;
use crate::{Portico, Result};
use serde_json::Value;

/// The public key of licences' tokens, as a JSON Web Key Set (RFC 7517).
///
/// # Errors
/// As when a token cannot be signed.
pub fn public_keys(portico: &Portico) -> Result<Value> {
    Ok(Signer::of(&portico.audit_key)?.key_set())
}
