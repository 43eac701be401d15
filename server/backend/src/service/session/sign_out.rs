//! A person signs out.

use crate::access::Caller;
use crate::store::{self, Tx};
use crate::{Portico, Result};

/// Ends the caller's session. Without one there is nothing to do.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_out(portico: &Portico, caller: &Caller) -> Result<()> {
    let Some(token) = &caller.session else { return Ok(()) };
    let mut tx = Tx::begin(&portico.pool).await?;
    store::sessions::delete(&mut tx, token).await?;
    tx.commit().await
}
