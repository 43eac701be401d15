//! A person signs out.

use crate::access::Caller;
use crate::{Portico, Result, store};

/// Ends the caller's session. Without one there is nothing to do.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_out(portico: &Portico, caller: &Caller) -> Result<()> {
    match &caller.session {
        Some(token) => store::sessions::delete(&portico.pool, token).await,
        None => Ok(()),
    }
}
