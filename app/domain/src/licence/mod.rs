//! Licences: the right to run a product on so many machines until a day, and the machines that use it.

mod key;
mod machine;

pub use key::LicenceKey;
pub use machine::MachineId;

use crate::access::Offer;
use crate::password::Shown;
use crate::text;
use crate::{FieldError, LicenceId, Problem};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Licences of one page.
pub const PAGE: usize = 50;

/// How many days before its end a licence can be renewed.
pub const RENEWABLE_DAYS: i64 = 60;

/// For how many days at most a machine's token holds: a machine that gave its seat back cannot go on for ever.
pub const TOKEN_DAYS: i64 = 366;

/// Whether a licence can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LicenceState {
    /// It can.
    Active,
    /// Its time is over.
    Expired,
    /// The operator holds it back for now.
    Suspended,
    /// The operator ended it for good.
    Revoked,
}

impl LicenceState {
    /// Every state, in the order of the choice among them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Expired, Self::Suspended, Self::Revoked];

    /// The state of a licence; what the operator did comes before what time did.
    #[must_use]
    pub const fn of(revoked: bool, suspended: bool, expired: bool) -> Self {
        match (revoked, suspended, expired) {
            (true, ..) => Self::Revoked,
            (false, true, _) => Self::Suspended,
            (false, false, true) => Self::Expired,
            (false, false, false) => Self::Active,
        }
    }

    /// The name under which it is filtered by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Expired => "Expired",
            Self::Suspended => "Suspended",
            Self::Revoked => "Revoked",
        }
    }

    /// Why no machine can be bound to it; `None` when one can.
    #[must_use]
    pub const fn hindrance(self) -> Option<&'static str> {
        match self {
            Self::Active => None,
            Self::Expired => Some("This licence has expired. Renew it to activate machines again."),
            Self::Suspended => Some("This licence is suspended. Ask the seller about it."),
            Self::Revoked => Some("This licence was revoked and cannot be used any more."),
        }
    }
}

impl FromStr for LicenceState {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|state| state.name() == name);
        found.ok_or("must be active, expired, suspended or revoked")
    }
}

/// The order in which licences are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LicenceOrder {
    /// What ends first; what never ends last.
    #[default]
    Expiry,
    /// By the product's name.
    Product,
    /// The newest first.
    Newest,
}

impl LicenceOrder {
    /// Every order, with its words.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Expiry, "Ends first"), (Self::Product, "Product"), (Self::Newest, "Newest")];

    /// The name in an address.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expiry => "expiry",
            Self::Product => "product",
            Self::Newest => "newest",
        }
    }

    /// The order of this name; the usual one for any other.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        Self::ALL.into_iter().map(|(order, _)| order).find(|order| order.name() == name).unwrap_or_default()
    }
}

/// What the list of licences shows. All text, as typed: what does not parse is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceView {
    /// Only those whose product, key or machine contains this.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Only those in this state, by [`LicenceState::name`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// In this order, by [`LicenceOrder::name`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// Only what comes after this licence: [`LicencePage::next`] of the page before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

impl LicenceView {
    /// Whether anything is filtered.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.q.trim().is_empty() || !self.state.is_empty()
    }
}

/// One page of the account's licences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicencePage {
    /// Why the reader may see them.
    pub why: String,
    /// The reader may renew those that end soon, or have ended.
    pub may_renew: bool,
    /// The licences.
    pub licences: Vec<LicenceRow>,
    /// Where the next page begins; `None` when there is none.
    pub next: Option<LicenceId>,
}

/// A licence in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceRow {
    /// The licence.
    pub id: LicenceId,
    /// The product that it is for.
    pub product: String,
    /// Its key.
    pub key: LicenceKey,
    /// Seats in use.
    pub used: i32,
    /// Seats that it has.
    pub seats: i32,
    /// Its last day, as the reader reads dates; empty when it never ends.
    pub until: String,
    /// It ends within [`RENEWABLE_DAYS`].
    pub ends_soon: bool,
    /// Whether it can be used.
    pub state: LicenceState,
}

/// A licence's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceDetail {
    /// What the list says of it.
    pub licence: LicenceRow,
    /// When it came into being, as the reader reads dates.
    pub since: String,
    /// Why the reader may see it.
    pub why: String,
    /// Bind it to one more machine.
    pub activate: Offer,
    /// Take machines off it.
    pub deactivate: Offer,
    /// Let it hold longer; only allowed near its end and after it.
    pub renew: Offer,
    /// The machines that use it, by seat.
    pub active: Vec<Activation>,
    /// Those that did, the last first.
    pub ended: Vec<Activation>,
    /// There are more of those than are shown.
    pub more: bool,
}

/// A machine that uses or used a licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    /// The activation.
    pub id: crate::ActivationId,
    /// Which of the licence's seats, from 1.
    pub seat: i32,
    /// What the machine calls itself.
    pub machine: MachineId,
    /// What people call it; possibly empty.
    pub name: String,
    /// When it was activated and by whom, as a sentence's end.
    pub from: String,
    /// When it was deactivated and by whom; empty while it is active.
    pub until: String,
}

/// The form that binds a licence to a machine, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivateForm {
    /// See [`MachineId`].
    pub machine: String,
    /// What people call it: at most 100 characters on one line, may be empty.
    pub machine_name: String,
}

/// The same, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivateInput {
    /// The machine.
    pub machine: MachineId,
    /// Its name, possibly empty.
    pub name: String,
}

impl ActivateForm {
    /// Parses both fields. The browser calls this too.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<ActivateInput, Problem> {
        let mut errors = Vec::new();
        let mut keep = |field: &str, label: &str, fault: String| {
            errors.push(FieldError::new(field, format!("{label} {fault}.")));
        };
        let machine = self.machine.parse().map_err(|fault| keep("machine", "Machine id", fault));
        let name = text::line(&self.machine_name, 100).map_err(|fault| keep("machine_name", "Name", fault));
        match (machine, name) {
            (Ok(machine), Ok(name)) => Ok(ActivateInput { machine, name }),
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

/// What is told right after a machine was activated: its token, shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activated {
    /// The machine.
    pub machine: MachineId,
    /// Its seat.
    pub seat: i32,
    /// It had the seat already: no further one was taken.
    pub again: bool,
    /// The signed token (RFC 7515) that the machine keeps.
    pub token: Shown,
    /// Until what day the token holds, as the reader reads dates.
    pub until: String,
}

/// The dialog that takes a machine off a licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeactivateView {
    /// The licence.
    pub licence: LicenceId,
    /// Its product.
    pub product: String,
    /// The machine, by its name or id.
    pub machine: String,
    /// Its seat.
    pub seat: i32,
    /// Until what day the token that the machine has can still be taken for good where nobody asks.
    pub until: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is for good comes before what is for now, and what somebody did before what time did.
    #[test]
    fn what_the_operator_did_comes_first() {
        for (revoked, suspended, expired, state) in [
            (true, true, true, LicenceState::Revoked),
            (true, false, true, LicenceState::Revoked),
            (true, true, false, LicenceState::Revoked),
            (false, true, true, LicenceState::Suspended),
            (false, true, false, LicenceState::Suspended),
            (false, false, true, LicenceState::Expired),
            (false, false, false, LicenceState::Active),
        ] {
            assert_eq!(LicenceState::of(revoked, suspended, expired), state);
            assert_eq!(state.hindrance().is_none(), state == LicenceState::Active);
        }
    }
}
