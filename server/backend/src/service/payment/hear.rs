//! Stripe tells that something happened. Nothing that it says about money is believed for having been said: the payment
//! is looked up. So a webhook that comes twice, late, in another order or not at all changes nothing but how soon that is.

use super::Talk;
use crate::payment::{PaymentProvider, SignatureError};
use crate::store::Tx;
use crate::{Portico, Result, store};

/// Notes what a webhook tells, and lets the worker ask at once. It answers without asking anybody.
///
/// # Errors
/// [`Heard::Refused`] for what Stripe did not sign a short while ago.
pub async fn hear(portico: &Portico, signature: &str, body: &[u8]) -> Result<Heard> {
    let PaymentProvider::Stripe(stripe) = &portico.provider else { return Ok(Heard::Nobody) };
    let now = portico.clock.now();
    let event = match stripe.event(signature, body, now) {
        Ok(event) => event,
        Err(error) => {
            tracing::warn!(%error, "a webhook was not believed");
            return Ok(Heard::Refused(error));
        }
    };
    let mut tx = Tx::begin(&portico.pool).await?;
    let is_new = store::payments::note_event(&mut tx, portico.provider.name(), &event.id, now).await?;
    // A payment that is not known yet is one whose request has not noted it, and will look for itself.
    let meant = match (is_new, &event.intent) {
        (true, Some(intent)) => store::payments::of_reference(&mut tx, portico.provider.name(), intent).await?,
        _ => None,
    };
    match meant {
        None => tx.commit().await?,
        Some((account, id)) => {
            let mut talk = Talk::within(tx, account).await?;
            store::payments::hurry(&mut talk, id, now).await?;
            talk.commit().await?;
        }
    }
    Ok(Heard::Noted)
}

/// What becomes of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It was noted, now or before.
    Noted,
    /// Stripe did not say this, or not now.
    Refused(SignatureError),
    /// Stripe is not set up: nobody listens.
    Nobody,
}
