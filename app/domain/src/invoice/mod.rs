//! Invoices: what stands on them, how they add up, and what may become of them.
//!
//! Three kinds of documents. An *invoice* asks for the sum of its lines. A *credit note* takes back some or all of one
//! invoice, in positive amounts (EN 16931, type 381). A *summary invoice* gathers open invoices of a period into one
//! thing to pay: it has no lines and no tax of its own, so that nothing is invoiced twice; paying it pays those that it
//! gathers, the one that is due first before the others ([`spread`]).
//!
//! [`lines`] adds up, [`standing`] is the state machine, [`form`] reads what is handed in, [`view`] is what
//! pages show. A draft is the operator's: it is kept apart, where no page, file or search of the customer looks, and it
//! gets its number in the transaction that issues it.

pub mod form;
pub mod lines;
pub mod standing;
pub mod view;

pub use form::{InvoiceForm, LineForm, NewInvoice, NewLine};
pub use lines::{Discount, Line, Tax, TaxSum, Totals};
pub use standing::{Event, Refusal, Standing, State, apply, spread};

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It asks for the sum of its lines.
    Invoice,
    /// It gathers open invoices of a period into one thing to pay.
    Summary,
    /// It takes back some or all of one invoice.
    CreditNote,
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Invoice, Self::Summary, Self::CreditNote];

    /// The name under which it is stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Summary => "summary",
            Self::CreditNote => "credit_note",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Invoice => "Invoice",
            Self::Summary => "Summary invoice",
            Self::CreditNote => "Credit note",
        }
    }
}

impl FromStr for Kind {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or("must be invoice, summary or credit_note")
    }
}

/// How a document stands to its reader: its state, with what follows from the day and from how it was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is to be paid.
    Open,
    /// It is to be paid, and the day by which has passed.
    Overdue,
    /// Nothing is left to pay.
    Paid,
    /// Credit notes took all of it back, or it is a credit note.
    Credited,
    /// It never counted.
    Void,
}

impl Status {
    /// Every status, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Open, Self::Overdue, Self::Paid, Self::Credited, Self::Void];

    /// The name under which it is sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
            Self::Credited => "credited",
            Self::Void => "void",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Overdue => "Overdue",
            Self::Paid => "Paid",
            Self::Credited => "Credited",
            Self::Void => "Void",
        }
    }

    /// How a document stands that is due at the end of the day `due`, when it is `today`: both as `2026-05-03`, whose
    /// order as text is their order in time. `None` for what was never issued: it has no reader.
    #[must_use]
    pub fn of(standing: &Standing, due: &str, today: &str) -> Option<Self> {
        match standing.state {
            State::Draft | State::Discarded => None,
            State::Void => Some(Self::Void),
            State::Open if due < today => Some(Self::Overdue),
            State::Open => Some(Self::Open),
            State::Paid if standing.kind == Kind::CreditNote => Some(Self::Credited),
            State::Paid if standing.credited > 0 && standing.paid == 0 => Some(Self::Credited),
            State::Paid => Some(Self::Paid),
        }
    }
}

impl FromStr for Status {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.name() == name)
            .ok_or("must be open, overdue, paid, credited or void")
    }
}

/// A company as it stood when a document was issued: documents do not change when a company moves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its legal name.
    pub name: String,
    /// Its postal address on several lines, without the country.
    pub address: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub country: String,
    /// Its VAT or tax id, or empty.
    pub tax_id: String,
    /// Where its invoices are paid to, on several lines (an account number, for example); empty for who buys.
    #[serde(default)]
    pub payment: String,
}
