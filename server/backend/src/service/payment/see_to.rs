//! What became of payments nobody looks after any more is found out: their request ended, an answer got lost, a webhook
//! told of something, or money is still to go back.

use super::settle::{Became, settle};
use super::{Talk, money};
use crate::payment::{ProviderError, Standing};
use crate::store::payments::{Payment, Which};
use crate::{Portico, Result, store};
use domain::payment::PaymentState;
use domain::{AccountId, PaymentId};
use jiff::SignedDuration;

/// How many payments are looked after at a time.
const MOST: i32 = 50;

/// Whoever looks after a payment has this long before somebody else does.
const OWN: SignedDuration = SignedDuration::from_secs(60);

/// A payer who was asked to confirm has this long; then the invoice is free for another payment.
const CONFIRMED_WITHIN: SignedDuration = SignedDuration::from_mins(30);

/// Looks after every payment, in all accounts, whose time has come; gives how many. Any number of servers may do so at
/// the same time. One about which the provider does not answer is asked about again, with longer and longer pauses, for
/// as long as it takes.
///
/// # Errors
/// When the database does not say which they are.
pub async fn see_to_due(portico: &Portico) -> Result<usize> {
    let due = store::payments::due(&portico.pool, portico.clock.now(), MOST).await?;
    let mut seen_to = 0;
    for (account, id) in due {
        match see_to(portico, account, id).await {
            Ok(mine) => seen_to += usize::from(mine),
            Err(error) => tracing::error!(payment = %id, %error, "a payment could not be looked after"),
        }
    }
    Ok(seen_to)
}

/// Looks after one payment, unless somebody else does.
async fn see_to(portico: &Portico, account: AccountId, id: PaymentId) -> Result<bool> {
    let now = portico.clock.now();
    let mut talk = Talk::open(portico, account).await?;
    let until = now.saturating_add(OWN).unwrap_or(now);
    if !store::payments::claim(&mut talk, id, now, until).await? {
        return Ok(false);
    }
    let payment = store::payments::find(talk.tx(), account, Which::Id(id)).await?;
    talk.commit().await?;
    let Some(payment) = payment else { return Ok(false) };
    if payment.provider != portico.provider.name() {
        tracing::warn!(payment = %id, provider = payment.provider, "a payment waits for a provider that is not set up");
        return settle(portico, account, id, as_it_was(&payment)).await.map(|()| true);
    }
    let became = match find_out(portico, &payment).await {
        Ok(became) => became,
        Err(ProviderError::Ours(error)) => return Err(error),
        Err(error) => {
            tracing::warn!(payment = %id, attempt = payment.checks, %error, "nothing was found out about a payment");
            as_it_was(&payment)
        }
    };
    settle(portico, account, id, became).await.map(|()| true)
}

/// Asks the provider, and ends what nobody wants any more.
async fn find_out(portico: &Portico, payment: &Payment) -> std::result::Result<Became, ProviderError> {
    let provider = &portico.provider;
    // Nobody came to ask for money to be moved: the provider may know of it, and will not move any.
    let Some(reference) = &payment.reference else { return Ok(Became::Cancelled(None)) };
    let standing = provider.look_up(portico, reference).await?;
    let waited = portico.clock.now().duration_since(payment.created_at);
    match standing {
        Standing::Unconfirmed => Ok(Became::of(provider.cancel(portico, reference).await?)),
        Standing::WaitsForPayer if waited > CONFIRMED_WITHIN => {
            Ok(Became::of(provider.cancel(portico, reference).await?))
        }
        Standing::Paid { refunded } if refunded < payment.to_refund => {
            let in_all = money(payment.to_refund, &payment.currency)?;
            provider.refund(portico, payment.id.0, reference, in_all).await?;
            Ok(Became::of(provider.look_up(portico, reference).await?))
        }
        standing => Ok(Became::of(standing)),
    }
}

/// Nothing was found out.
fn as_it_was(payment: &Payment) -> Became {
    match payment.state {
        PaymentState::Succeeded => Became::Paid { refunded: payment.refunded },
        _ => Became::Underway { waits: payment.waits },
    }
}
