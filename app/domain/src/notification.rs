//! What an account is told of by mail. Words and order of the types are data (table `mail_types`); this names those that
//! the code itself sends, and a test compares the two.

use serde::{Deserialize, Serialize};

macro_rules! mail_types {
    ($($(#[$doc:meta])* $name:ident = $id:literal),+ $(,)?) => {
        /// A type of mail that people are switched on and off for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum MailType {
            $($(#[$doc])* $name,)+
        }

        impl MailType {
            /// Every type.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its id in the registry and in forms.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }
        }
    };
}

mail_types! {
    /// An invoice was made, or paid: contacts call it *Standard Invoices*.
    InvoiceCreated = "invoice_created",
    /// An invoice that sums up several was made: *Summary Invoices*.
    SummaryInvoiceCreated = "summary_invoice_created",
    /// A licence was given to somebody or bound to a machine.
    LicenceAssigned = "licence_assigned",
    /// Something about the account changed.
    AccountUpdates = "account_updates",
    /// Something has to be done, or stops working: *Important Notices*.
    CriticalNotices = "critical_notices",
}

impl MailType {
    /// The type of an id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.id() == id)
    }
}
