//! What an account is told of by mail. Words and order of the types are data (table `mail_types`); this names those that
//! the code itself sends, and a test compares the two.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// An invoice was made or paid, or is overdue: contacts call it *Standard Invoices*.
    InvoiceCreated = "invoice_created",
    /// An invoice that sums up several was made, or is overdue: *Summary Invoices*.
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

/// The types that are ticked in a form.
#[must_use]
pub fn chosen(ticked: &BTreeMap<String, bool>) -> Vec<MailType> {
    ticked.iter().filter(|(_, ticked)| **ticked).filter_map(|(id, _)| MailType::of_id(id)).collect()
}

/// A type of mail with a box to tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailTypeView {
    /// Which.
    pub id: String,
    /// What it is called where it is shown.
    pub label: String,
    /// Whether it is ticked.
    pub receives: bool,
}

/// Who receives what: people by types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageView {
    /// The types, in their order.
    pub types: Vec<CoverageType>,
    /// The account holder, then logins, then contacts.
    pub people: Vec<CoverageRow>,
    /// What stands there, in a number: the form is refused when it changed meanwhile.
    pub version: i32,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageType {
    /// Which type.
    pub id: String,
    /// What logins call it.
    pub label: String,
    /// What contacts call it; empty when it is not for them.
    pub contact_label: String,
    /// Why nobody receives it, as a sentence; empty when somebody does.
    pub gap: String,
}

/// Who stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecipientKind {
    /// The account holder.
    Holder,
    /// An Authorized Login, or another user who receives mail.
    Login,
    /// A Primary Contact.
    Contact,
}

impl RecipientKind {
    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Holder => "Account holder",
            Self::Login => "Authorized Login",
            Self::Contact => "Primary Contact",
        }
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageRow {
    /// A user's or a contact's id.
    pub id: String,
    /// Who that is.
    pub kind: RecipientKind,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// For each type whether they receive it; `None` where it is not for them.
    pub cells: Vec<Option<bool>>,
    /// Why no mail reaches them, as a sentence; empty when it does.
    pub unreached: String,
    /// That is because mail to their address could not be delivered: it can be tried again.
    pub bounced: bool,
}

/// What My Profile says about mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailState {
    /// Mail to the person's own address could not be delivered: since when and why; empty when it can.
    pub bounced: String,
    /// For the account holder: types of mail that nobody receives, each as a sentence.
    pub gaps: Vec<String>,
    /// The person holds the account.
    pub is_holder: bool,
}

/// The name of a recipient's row in the form. It begins with a letter, because what begins with a digit in a form's
/// brackets is read as a place in a list.
#[must_use]
pub fn row_key(recipient: &str) -> String {
    format!("of-{recipient}")
}

/// The boxes of the matrix that are ticked: by row ([`row_key`]), then by type.
pub type Ticked = BTreeMap<String, BTreeMap<String, bool>>;

/// A mailing list with whether one reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    /// Which.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub about: String,
    /// Whether one reads it.
    pub subscribed: bool,
}

/// The page of the mailing lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListsView {
    /// The address that they are sent to.
    pub email: String,
    /// Every list there is.
    pub lists: Vec<ListView>,
}
