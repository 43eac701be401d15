//! Who moves the money: the built-in sandbox, which moves none, or Stripe.
//!
//! Both know a payment by a *reference* of their own and take it in two steps, because money must not move for
//! something that is not in the database: [`PaymentProvider::create`] makes a payment that does nothing by itself, its
//! reference is noted and committed, and only [`PaymentProvider::confirm`] moves money. Whatever answer gets lost after
//! that, [`PaymentProvider::look_up`] finds out what happened.

mod sandbox;
mod signature;
mod stripe;
#[cfg(feature = "testing")]
pub mod testing;

pub use signature::{SIGNATURE, SignatureError};
pub use stripe::{Stripe, StripeEvent, StripeKeys};

use crate::{Portico, Result as Answer};
use domain::money::Money;
use domain::payment::stripe::to_stripe;
use domain::payment::{Decline, TestCard};
use thiserror::Error;
use uuid::Uuid;

/// Who moves the money. Cloning shares the connections.
#[derive(Debug, Clone)]
pub enum PaymentProvider {
    /// Built in: for trying things out. It keeps its books in the same database, and moves no money.
    Sandbox,
    /// Stripe, over its public HTTP API.
    Stripe(Stripe),
}

/// What is to be paid.
#[derive(Debug, Clone)]
pub(crate) struct Order<'a> {
    /// The attempt's id: the provider makes one payment of it, however often it is asked.
    pub(crate) payment: Uuid,
    /// How much.
    pub(crate) amount: Money,
    /// What the payer pays with, as the provider calls it; see [`PaymentProvider::accepts`].
    pub(crate) method: &'a str,
    /// The invoice's number, for the books over there.
    pub(crate) invoice: &'a str,
}

/// A payment that was made and has moved nothing yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    /// What the provider calls it.
    pub(crate) reference: String,
    /// What it is paid with, as a receipt has it: `Card ending in 4242`.
    pub(crate) method: String,
}

/// How a payment stands at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was made, and nobody has asked to move money.
    Unconfirmed,
    /// The payer has to confirm at their bank.
    WaitsForPayer,
    /// The provider works on it.
    Processing,
    /// The money has moved; so much of it has gone back since, in minor units.
    Paid {
        /// Minor units that were refunded.
        refunded: i64,
    },
    /// The provider said no.
    Declined(Decline),
    /// It moves no money any more.
    Cancelled,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// Whether it was done is not known: no connection, no answer in time, or a fault on their side.
    #[error("the payment provider did not answer: {0}")]
    Unclear(String),
    /// It was understood, and not done.
    #[error("the payment provider refused it: {0}")]
    Refused(String),
    /// Our own books could not be read or written.
    #[error(transparent)]
    Ours(#[from] crate::Error),
}

type Result<T> = std::result::Result<T, ProviderError>;

impl PaymentProvider {
    /// The name under which payments keep who moved their money.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Stripe(_) => "stripe",
        }
    }

    /// Whether somebody can pay with this: a test card's number in the sandbox, the id of a payment method at Stripe.
    #[must_use]
    pub fn accepts(&self, method: &str) -> bool {
        match self {
            Self::Sandbox => method.parse::<TestCard>().is_ok(),
            Self::Stripe(_) => stripe::is_payment_method(method),
        }
    }

    /// Whether it can move exactly this amount.
    #[must_use]
    pub fn takes(&self, amount: Money) -> bool {
        match self {
            Self::Sandbox => true,
            Self::Stripe(_) => to_stripe(amount).is_some(),
        }
    }

    /// Makes a payment that does nothing by itself.
    pub(crate) async fn create(&self, portico: &Portico, order: &Order<'_>) -> Result<Made> {
        match self {
            Self::Sandbox => sandbox::create(portico, order).await,
            Self::Stripe(stripe) => stripe.create(order).await,
        }
    }

    /// Asks to move the money. Asked again, it moves no more.
    pub(crate) async fn confirm(&self, portico: &Portico, reference: &str) -> Result<Standing> {
        match self {
            Self::Sandbox => sandbox::confirm(portico, reference).await,
            Self::Stripe(stripe) => stripe.confirm(reference).await,
        }
    }

    /// How a payment stands.
    pub(crate) async fn look_up(&self, portico: &Portico, reference: &str) -> Result<Standing> {
        match self {
            Self::Sandbox => sandbox::look_up(portico, reference).await,
            Self::Stripe(stripe) => stripe.look_up(reference).await,
        }
    }

    /// Makes sure that a payment moves no money any more. Refused when it has.
    pub(crate) async fn cancel(&self, portico: &Portico, reference: &str) -> Result<Standing> {
        match self {
            Self::Sandbox => sandbox::cancel(portico, reference).await,
            Self::Stripe(stripe) => stripe.cancel(reference).await,
        }
    }

    /// Gives money back until so much of the payment has gone back in all.
    pub(crate) async fn refund(&self, portico: &Portico, payment: Uuid, reference: &str, in_all: Money) -> Result<()> {
        match self {
            Self::Sandbox => sandbox::refund(portico, reference, in_all.minor).await,
            Self::Stripe(stripe) => stripe.refund(payment, reference, in_all).await,
        }
    }
}

/// The payer's answer when the sandbox asks whether it is they.
///
/// # Errors
/// When the books do not answer.
pub(crate) async fn answer_sandbox(portico: &Portico, reference: &str, yes: bool) -> Answer<()> {
    sandbox::answer(portico, reference, yes).await
}
