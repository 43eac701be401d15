//! The account-wide permissions of an Authorized Login, separate from grants. The account holder has all of them.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What an Authorized Login may do for the whole account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// See the account's licences, and bind them to machines.
    ActivateLicenses,
    /// See the catalogue and the account's orders, and order.
    MakePurchases,
    /// See the account's invoices, and pay them.
    PayInvoices,
}

impl Role {
    /// Every role, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::ActivateLicenses, Self::MakePurchases, Self::PayInvoices];

    /// The name under which it is stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActivateLicenses => "activate_licenses",
            Self::MakePurchases => "make_purchases",
            Self::PayInvoices => "pay_invoices",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::ActivateLicenses => "Activate Licenses",
            Self::MakePurchases => "Make Purchases",
            Self::PayInvoices => "View and Pay Invoices",
        }
    }
}

impl FromStr for Role {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|role| role.name() == name);
        found.ok_or("must be activate_licenses, make_purchases or pay_invoices")
    }
}
