//! What the pages of a payment show, and what the form sends.

use super::PaymentState;
use crate::{InvoiceId, PaymentId};
use serde::{Deserialize, Serialize};

/// With what the payer can pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayBy {
    /// With one of the sandbox's cards: the number and what it does. No money moves.
    Sandbox {
        /// Number and words of each.
        cards: Vec<(String, String)>,
    },
    /// With a card, on the page at this address, which loads Stripe's script.
    Stripe,
    /// The provider cannot move exactly this amount: it does not take the currency, or not to its last digit.
    Nothing,
}

/// The page on which an invoice is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayView {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// To whom.
    pub seller: String,
    /// By when, as the reader reads dates; empty when that is not said.
    pub due_day: String,
    /// How much, as the reader reads money.
    pub due: String,
    /// The same in minor units, to be sent along: nobody pays another amount than they saw.
    pub amount: i64,
    /// Tells this form from every other one: however often it is sent, it pays once.
    pub key: String,
    /// Why it cannot be paid; `None` when it can.
    pub hindrance: Option<String>,
    /// The payment that somebody is making of it just now.
    pub underway: Option<PaymentLink>,
    /// With what.
    pub by: PayBy,
}

/// A payment, by its id and its payer's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLink {
    /// The payment.
    pub id: PaymentId,
    /// Who pays.
    pub payer: String,
}

/// What the form sends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PayForm {
    /// As [`PayView::key`].
    pub key: String,
    /// As [`PayView::amount`].
    pub amount: i64,
    /// What the payer pays with: a test card's number, or the id of a payment method at Stripe.
    pub method: String,
}

/// What the page at which Stripe takes the card's number needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardForm {
    /// What is paid.
    pub view: PayView,
    /// Tells Stripe's script for whom it works.
    pub publishable_key: String,
}

/// One payment: how it stands, and when it is done, its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentView {
    /// The payment.
    pub id: PaymentId,
    /// How it stands.
    pub state: PaymentState,
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// The number of its receipt.
    pub receipt: String,
    /// To whom.
    pub seller: String,
    /// Who is invoiced.
    pub buyer: String,
    /// How much, as the reader reads money.
    pub amount: String,
    /// Who paid.
    pub payer: String,
    /// With what; empty while that is not known.
    pub method: String,
    /// When, as the reader reads dates.
    pub at: String,
    /// Why not, as a sentence; empty when there is nothing to say.
    pub reason: String,
    /// The payer has to confirm at their bank, or to the sandbox.
    pub waits: bool,
    /// No money moved: it is the sandbox's.
    pub sandbox: bool,
    /// What went back, or is about to, and why; empty when nothing does.
    pub refund: String,
    /// Whether the reader may pay, and so answer for this payment or cancel it.
    pub may_pay: bool,
}
