//! Mail: what it says, and how it leaves.
//!
//! A use-case posts a [`Message`] into the outbox, in the transaction that causes it. A worker words it, makes its link
//! and sends it. What the outbox holds is enough to make the same mail again, and nothing that could be used: a link
//! comes from the server's key, which the database never sees.

mod letter;
mod mailer;
#[cfg(feature = "testing")]
pub mod testing;
mod words;

pub use letter::{Letter, Rendered, Unsubscribe};
pub use mailer::{MailError, Mailer};

use crate::audit::AuditKey;
use crate::token::Token;
use domain::language::Language;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a mail is about, as the outbox keeps it. Names of variants and fields are stored: they are not renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// A one-time link to choose a new password, for whoever asked for one.
    ChoosePassword {
        /// From which the link is made, see [`link_token`].
        link: Uuid,
        /// When the link is over.
        until: Timestamp,
    },
    /// Tells somebody who asked for a new password that others set it.
    AskHolder {
        /// The account's name.
        account: String,
        /// Who holds it.
        holder: String,
        /// Who else administers this user.
        administrators: Vec<String>,
    },
    /// Tells the account holder that somebody needs a new password.
    AskedForPassword {
        /// The account's name.
        account: String,
        /// The account's place in addresses.
        slug: String,
        /// Who asked.
        user: Uuid,
        /// Their name.
        name: String,
    },
    /// Tells somebody that their password was changed by a mailed link.
    PasswordChosen {
        /// When.
        at: Timestamp,
    },
    /// Asks somebody to accept that they were added to an account.
    Invitation {
        /// The account's name.
        account: String,
        /// Who added them.
        inviter: String,
        /// From which the link is made, see [`link_token`].
        link: Uuid,
        /// When the link is over.
        until: Timestamp,
    },
    /// Tells somebody that they have a second factor now.
    SecondFactorSetUp {
        /// When.
        at: Timestamp,
    },
    /// Tells somebody that they have none any more.
    SecondFactorRemoved {
        /// When.
        at: Timestamp,
    },
    /// Tells somebody that another took it away.
    SecondFactorReset {
        /// The account's name.
        account: String,
        /// Who did.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// Tells somebody that one of their recovery codes was used.
    RecoveryCodeUsed {
        /// When.
        at: Timestamp,
        /// How many are left.
        left: usize,
    },
    /// A one-time link by which somebody shows that an address is theirs.
    ConfirmEmail {
        /// The address that the link replaces.
        old: String,
        /// From which the link is made, see [`link_token`].
        link: Uuid,
        /// When the link is over.
        until: Timestamp,
    },
    /// Tells the owner of an address that is in use that somebody wanted to sign in with it.
    EmailTaken,
    /// Tells somebody, at the address that they have, that another one was asked for.
    EmailChangeAsked {
        /// The other one.
        new: String,
        /// When.
        at: Timestamp,
    },
    /// Tells somebody, at the address that they had, that they sign in with another one now.
    EmailChanged {
        /// That one.
        new: String,
        /// When.
        at: Timestamp,
    },
    /// Tells whom it concerns that the operator gave an account to another holder.
    HolderSet {
        /// The account's name.
        account: String,
        /// Who holds it now.
        holder: String,
        /// When.
        at: Timestamp,
    },
    /// Tells of a new invoice.
    InvoiceCreated {
        /// The account's name.
        account: String,
        /// Its page, such as `/a/nordic-freight/invoices/…`; for those alone who can open it.
        page: Option<String>,
        /// The invoice's number, as it is printed.
        number: String,
        /// What is to be paid, written out for the recipient: `SEK 1,250.00`.
        amount: String,
        /// The last day on which it is to be paid.
        due: Option<Date>,
    },
    /// Tells of a new invoice that sums up several.
    SummaryInvoiceCreated {
        /// The account's name.
        account: String,
        /// Its page, for those alone who can open it.
        page: Option<String>,
        /// The invoice's number, as it is printed.
        number: String,
        /// How many invoices it sums up.
        invoices: u32,
        /// What is to be paid, written out for the recipient.
        amount: String,
        /// The last day on which it is to be paid.
        due: Option<Date>,
    },
    /// Tells that an invoice, or a summary invoice, is overdue.
    InvoiceOverdue {
        /// The account's name.
        account: String,
        /// Its page, for those alone who can open it.
        page: Option<String>,
        /// The invoice's number, as it is printed.
        number: String,
        /// What is left to pay, written out for the recipient.
        left: String,
        /// The last day on which it was to be paid.
        due: Date,
    },
    /// The receipt of a payment.
    PaymentReceived {
        /// The account's name.
        account: String,
        /// The invoice's or the receipt's page, for those alone who can open it.
        page: Option<String>,
        /// The number of the invoice that was paid.
        number: String,
        /// The number of the payment or receipt; empty when it has none.
        reference: String,
        /// What was paid, written out for the recipient.
        amount: String,
        /// What is still to be paid, written out; `None` when nothing is.
        left: Option<String>,
        /// The day on which it was paid.
        paid: Date,
    },
    /// Tells that a licence was given to somebody, or bound to a machine.
    LicenceAssigned {
        /// The account's name.
        account: String,
        /// The licence's page, for those alone who can open it.
        page: Option<String>,
        /// What is licensed.
        product: String,
        /// The licence's number or name, no secret.
        licence: String,
        /// To whom or to what it was given.
        to: String,
        /// Its last day, when it has one.
        until: Option<Date>,
    },
    /// Tells of a change to the account. The words are whoever sends it, in whatever language they wrote.
    AccountUpdate {
        /// The account's name.
        account: String,
        /// Where to read more, for those alone who can open it.
        page: Option<String>,
        /// In one line.
        subject: String,
        /// Paragraph by paragraph.
        text: Vec<String>,
    },
    /// Tells of something that has to be done, or that stops working. The words are those of whoever sends it.
    CriticalNotice {
        /// The account's name.
        account: String,
        /// Where it is done, for those alone who can open it.
        page: Option<String>,
        /// In one line.
        subject: String,
        /// Paragraph by paragraph.
        text: Vec<String>,
        /// The last day on which it can be done.
        until: Option<Date>,
    },
    /// A mail of a mailing list. The words are the operator's.
    ListMail {
        /// The list's id.
        list: String,
        /// Its name.
        name: String,
        /// From which the link that unsubscribes is made, see [`link_token`].
        subscription: Uuid,
        /// In one line.
        subject: String,
        /// Paragraph by paragraph.
        text: Vec<String>,
    },
}

/// Where a mail goes, and in which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct To<'a> {
    /// The address.
    pub email: &'a str,
    /// The language it is written in.
    pub language: Language,
}

/// What a mailed link is for. It is part of what the token is made from: one link never does for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Choosing a new password.
    ChoosePassword,
    /// Accepting an invitation.
    Invitation,
    /// Leaving a mailing list.
    Unsubscribe,
    /// Signing in with another address.
    ChangeEmail,
}

impl Purpose {
    /// The address below which its links are.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::ChoosePassword => "/choose-password",
            Self::Invitation => "/invitation",
            Self::Unsubscribe => "/unsubscribe",
            Self::ChangeEmail => "/change-email",
        }
    }
}

/// The token of a mailed link. It is computed from a random id and the server's key each time that it is needed, so
/// that a mail which is tried again has the same link while the database holds no more than the token's hash.
#[must_use]
pub fn link_token(key: &AuditKey, purpose: Purpose, link: Uuid) -> Token {
    key.token(purpose.path(), link)
}
