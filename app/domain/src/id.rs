//! One type per kind of identifier, so that a group's id is never passed where a user's belongs. All are UUIDs of
//! version 7 (RFC 9562): they sort by the time they were made.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

identifiers! {
    /// One customer company.
    AccountId,
    /// An identity that can sign in; it may belong to several accounts.
    LoginId,
    /// A person or a system in one account's tree.
    UserId,
    /// A node of one account's tree.
    GroupId,
    /// Administrative access that a user holds on a group or on one user.
    GrantId,
    /// A Primary Contact of an account.
    ContactId,
    /// A number in an account's inventory.
    NumberId,
    /// The appointment of a deputy.
    DeputyId,
    /// An account that was offered to another user.
    HandoverId,
    /// A key by which a program acts.
    KeyId,
    /// An address at which a program is told of events.
    WebhookId,
    /// The right to run a product on so many machines.
    LicenceId,
    /// The binding of a licence to a machine.
    ActivationId,
    /// Something that can be bought.
    ProductId,
    /// What an account ordered at once.
    OrderId,
    /// An attempt to pay an invoice.
    PaymentId,
    /// One of the operator's legal entities, which invoices.
    IssuerId,
    /// An invoice, a summary invoice or a credit note.
    InvoiceId,
}
