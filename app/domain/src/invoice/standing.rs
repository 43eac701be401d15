//! The state machine: what may become of a document, as a pure function. Whatever order events come in, none leads to
//! more paid than was asked for, to a void document that was paid, or to more credited than was invoiced.

use super::Kind;
use crate::money::Money;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Where a document is in its life. *Overdue* is no state: it follows from the day ([`super::Status`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not issued: it has no number, nobody is asked for anything, and only the operator knows of it.
    Draft,
    /// A draft that was thrown away: it is not there any more.
    Discarded,
    /// Issued, with something left to pay.
    Open,
    /// Issued, with nothing left to pay.
    Paid,
    /// It never counted; its number stays taken.
    Void,
}

impl State {
    /// Its name. Open, paid and void documents are stored under it; drafts are kept apart from them.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Discarded => "discarded",
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Void => "void",
        }
    }
}

impl FromStr for State {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = [Self::Open, Self::Paid, Self::Void].into_iter().find(|state| state.name() == name);
        found.ok_or("must be open, paid or void")
    }
}

/// How a document stands. Amounts are minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Standing {
    /// What it is.
    pub kind: Kind,
    /// Where it is in its life.
    pub state: State,
    /// What it asks for, or for a credit note takes back. Of a summary invoice: what was paid through it and what its
    /// invoices still ask for.
    pub total: i64,
    /// What was paid and not refunded.
    pub paid: i64,
    /// What credit notes took back.
    pub credited: i64,
}

impl Standing {
    /// A document that is not issued yet.
    #[must_use]
    pub const fn draft(kind: Kind, total: Money) -> Self {
        Self { kind, state: State::Draft, total: total.minor, paid: 0, credited: 0 }
    }

    /// What is left to pay.
    #[must_use]
    pub fn due(&self) -> i64 {
        match (self.kind, self.state) {
            (Kind::CreditNote, _) | (_, State::Draft | State::Discarded | State::Void) => 0,
            (Kind::Invoice | Kind::Summary, State::Open | State::Paid) => {
                self.total.saturating_sub(self.paid).saturating_sub(self.credited).max(0)
            }
        }
    }

    /// What was paid for what credit notes took back later: it is the customer's.
    #[must_use]
    pub fn to_refund(&self) -> i64 {
        self.paid.saturating_add(self.credited).saturating_sub(self.total).max(0)
    }
}

/// What happens to a document. Amounts are minor units, more than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A draft's lines change: it is to ask for so much. None is allowed here.
    Change(i64),
    /// A draft is thrown away.
    Discard,
    /// It gets its number and counts.
    Issue,
    /// Money came in for it.
    Pay(i64),
    /// Money that came in goes back.
    Refund(i64),
    /// A credit note takes some or all of it back.
    Credit(i64),
    /// It never counted.
    Void,
}

/// Why something does not happen to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// It was issued already.
    #[error("It has been issued already.")]
    Issued,
    /// It is not issued yet.
    #[error("It has not been issued yet.")]
    Draft,
    /// Nothing happens to what is not there any more.
    #[error("This draft was thrown away.")]
    Discarded,
    /// No document asks for less than nothing.
    #[error("The amount is below nothing.")]
    Negative,
    /// Nothing happens to what is void.
    #[error("It is void: nothing happens to it any more.")]
    Void,
    /// The amount is not more than none.
    #[error("The amount must be more than nothing.")]
    Nothing,
    /// More than is left to pay.
    #[error("That is more than what is left to pay.")]
    MoreThanDue,
    /// More than was paid.
    #[error("That is more than what was paid.")]
    MoreThanPaid,
    /// More than what has not been credited yet.
    #[error("That is more than what has not been credited yet.")]
    MoreThanInvoiced,
    /// Money came in for it.
    #[error("It has payments: refund them first, or make a credit note.")]
    HasPayments,
    /// A credit note refers to it.
    #[error("A credit note refers to it, so it cannot be void.")]
    HasCredits,
    /// Credit notes are for invoices.
    #[error("Only an invoice is credited; a summary invoice is not one by itself.")]
    NotAnInvoice,
    /// A credit note asks for nothing.
    #[error("A credit note is neither paid nor void: what it took back can be invoiced again.")]
    CreditNote,
}

/// How a document stands after an event, or why it does not happen.
///
/// # Errors
/// The rule that refuses.
pub fn apply(standing: Standing, event: Event) -> Result<Standing, Refusal> {
    match (standing.state, event) {
        (State::Void, _) => return Err(Refusal::Void),
        (State::Discarded, _) => return Err(Refusal::Discarded),
        (State::Draft, Event::Change(total)) if total < 0 => return Err(Refusal::Negative),
        (State::Draft, Event::Change(total)) => return Ok(Standing { total, ..standing }),
        (State::Draft, Event::Discard) => return Ok(Standing { state: State::Discarded, ..standing }),
        (State::Draft, Event::Issue) if standing.kind == Kind::CreditNote => {
            return Ok(Standing { state: State::Paid, ..standing });
        }
        (State::Draft, Event::Issue) => return Ok(settled(standing)),
        (State::Draft, Event::Pay(_) | Event::Refund(_) | Event::Credit(_) | Event::Void) => {
            return Err(Refusal::Draft);
        }
        (State::Open | State::Paid, Event::Issue | Event::Change(_) | Event::Discard) => return Err(Refusal::Issued),
        (State::Open | State::Paid, _) if standing.kind == Kind::CreditNote => return Err(Refusal::CreditNote),
        (State::Open | State::Paid, _) => {}
    }
    match event {
        Event::Pay(amount) | Event::Refund(amount) | Event::Credit(amount) if amount <= 0 => Err(Refusal::Nothing),
        Event::Pay(amount) if amount > standing.due() => Err(Refusal::MoreThanDue),
        Event::Pay(amount) => Ok(settled(Standing { paid: standing.paid + amount, ..standing })),
        Event::Refund(amount) if amount > standing.paid => Err(Refusal::MoreThanPaid),
        Event::Refund(amount) => Ok(settled(Standing { paid: standing.paid - amount, ..standing })),
        Event::Credit(_) if standing.kind != Kind::Invoice => Err(Refusal::NotAnInvoice),
        Event::Credit(amount) if amount > standing.total - standing.credited => Err(Refusal::MoreThanInvoiced),
        Event::Credit(amount) => Ok(settled(Standing { credited: standing.credited + amount, ..standing })),
        Event::Void if standing.paid > 0 => Err(Refusal::HasPayments),
        Event::Void if standing.credited > 0 => Err(Refusal::HasCredits),
        Event::Void => Ok(Standing { state: State::Void, ..standing }),
        Event::Issue | Event::Change(_) | Event::Discard => Err(Refusal::Issued),
    }
}

/// Open while something is left to pay, and paid otherwise.
fn settled(standing: Standing) -> Standing {
    let open = Standing { state: State::Open, ..standing };
    if open.due() > 0 { open } else { Standing { state: State::Paid, ..standing } }
}

/// Spreads an amount over what invoices still ask for, the first before the others: what is paid through a summary
/// invoice. Gives a share for each; together they are the amount, or all that is asked for when that is less.
#[must_use]
pub fn spread(amount: i64, dues: &[i64]) -> Vec<i64> {
    let mut left = amount.max(0);
    dues.iter()
        .map(|due| {
            let share = left.min((*due).max(0));
            left -= share;
            share
        })
        .collect()
}
