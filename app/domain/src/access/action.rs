//! What is to be done.

use serde::{Deserialize, Serialize};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// What is to be done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $($(#[$doc])* $name,)+
        }

        impl Action {
            /// Every action, for the tables that tests compare.
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

actions! {
    /// Make an account.
    CreateAccount,
    /// See which accounts there are.
    ListAccounts,
    /// See an account's own details.
    ViewAccount,
    /// Load groups, users and grants from files.
    ImportOrganization,
    /// Give the holder of a demo account a new password.
    ResetDemoPassword,
    /// Erase a person's values from the history.
    EraseHistory,
    /// See the whole catalogue: also what is not for sale, and the prices to come.
    ViewCatalogue,
    /// Add products to the catalogue, price and retire them.
    EditCatalogue,
    /// See how much an account may order before it has paid.
    ViewCredit,
    /// Say how much an account may order before it has paid.
    SetCredit,
    /// Approve or refuse an order that waits.
    AnswerOrder,
    /// Hold a licence back, let it go on, or end it for good.
    StopLicence,
    /// See the numbers that an account may connect to its users.
    ViewNumbers,
    /// Add numbers to what an account may connect, and take them away.
    ManageNumbers,
    /// See the companies that invoice, and the tax that they charge.
    ViewIssuers,
    /// Look after the companies that invoice, and the tax that they charge.
    ManageIssuers,
    /// See the mailing lists, and how many people read them.
    ViewLists,
    /// Add mailing lists.
    ManageLists,
    /// Say what this Portico is called and looks like.
    ChangeBrand,
    /// Issue invoices, summary invoices and credit notes.
    IssueInvoices,
    /// Say that an invoice never counted.
    VoidInvoices,
    /// Record money that came in for an invoice by bank.
    RecordTransfer,
    /// Tell people that an invoice is overdue.
    RemindOfInvoice,
    /// Open the Users page at all.
    BrowseUsers,
    /// See a group, what it holds and who reaches it.
    ViewGroup,
    /// Add a group below a group.
    AddGroup,
    /// Change a group's description.
    DescribeGroup,
    /// Change the settings that a group hands down.
    SetGroupSettings,
    /// Change a group's name.
    RenameGroup,
    /// Change the code under which a group's cost is billed internally.
    SetBillingCode,
    /// Remove an empty group.
    DeleteGroup,
    /// Put a group below another one.
    MoveGroup,
    /// See a user, who reaches them and what they reach.
    ViewUser,
    /// Add a user to a group.
    AddUser,
    /// Ask somebody by mail to sign in as a user who has no login yet, or end that.
    InviteUser,
    /// Put a user into another group.
    MoveUser,
    /// Keep a user from signing in and acting, or end that.
    SuspendUser,
    /// Take a user out of the account.
    DeleteUser,
    /// Bring a deleted user back into a group.
    RestoreUser,
    /// Give a user a password that they must change.
    SetPassword,
    /// Take a user's second factor away, so that they set up a new one.
    ResetSecondFactor,
    /// Look at the account as a user sees it.
    ViewAs,
    /// Give somebody access to a group or a user.
    GrantAccess,
    /// End an access that was given.
    RevokeAccess,
    /// Let somebody act for oneself for a while.
    AppointDeputy,
    /// End that early.
    EndDeputy,
    /// Read what was done to a group and all below it, or to a user.
    ViewHistory,
    /// Take it away as a file.
    ExportHistory,
    /// Offer the account to another user.
    OfferAccount,
    /// Take over the account that one was offered.
    AcceptAccount,
    /// Let the offer of an account go.
    CancelOffer,
    /// See that an account is being offered.
    ViewOffer,
    /// End an offer that lapsed, or that something made void.
    EndOffer,
    /// Make the account go over to who accepted it.
    HandOver,
    /// Give the account to another holder, because its own is gone.
    SetHolder,
    /// Read one's own contact information.
    ViewProfile,
    /// Change one's own contact information.
    EditProfile,
    /// Choose a new password by a link that was mailed to oneself.
    RecoverPassword,
    /// Accept an invitation that was mailed to oneself.
    AcceptInvitation,
    /// Change one's own password.
    ChangePassword,
    /// Set up one's own second factor, use it up or remove it.
    ChangeSecondFactor,
    /// Sign in with another address from now on.
    ChangeEmail,
    /// End one's own sessions.
    EndSessions,
    /// Change the company's details.
    EditCompany,
    /// Say whether everybody may choose a new password by a mailed link.
    SetSelfServiceReset,
    /// Say whether everybody needs a second factor.
    RequireSecondFactor,
    /// See who can sign in with which roles, and which mail they receive.
    ViewLogins,
    /// Add, change and remove Authorized Logins and their roles.
    ManageLogins,
    /// Give a user roles for the whole account, or take them.
    GiveRoles,
    /// See the Primary Contacts, and who receives which mail.
    ViewContacts,
    /// Change both.
    ManageContacts,
    /// See the account's keys for programs, and where programs are told of events.
    ViewKeys,
    /// Make and end them.
    ManageKeys,
    /// See the account's invoices and payments.
    ViewInvoices,
    /// Pay an invoice.
    PayInvoices,
    /// Note what became of a payment.
    SettlePayment,
    /// Give a payment back.
    RefundPayment,
    /// See the catalogue and the account's orders.
    ViewPurchases,
    /// Order for the account.
    MakePurchases,
    /// See the account's licences.
    ViewLicences,
    /// Bind a licence to a machine, or end that.
    ActivateLicences,
}

impl Action {
    /// Whether it only shows something.
    #[must_use]
    pub const fn only_reads(self) -> bool {
        matches!(
            self,
            Self::BrowseUsers
                | Self::ViewGroup
                | Self::ViewUser
                | Self::ViewHistory
                | Self::ViewProfile
                | Self::ViewOffer
                | Self::ListAccounts
                | Self::ViewAccount
                | Self::ViewCatalogue
                | Self::ViewCredit
                | Self::ViewIssuers
                | Self::ViewLists
                | Self::ViewLogins
                | Self::ViewContacts
                | Self::ViewKeys
                | Self::ViewInvoices
                | Self::ViewPurchases
                | Self::ViewLicences
        )
    }

    /// Whether the actor has to have proved a short while ago that it is really they: for what gives somebody power over
    /// another person or over the account, or takes it away.
    #[must_use]
    pub const fn needs_confirmation(self) -> bool {
        matches!(
            self,
            Self::SetPassword
                | Self::ResetSecondFactor
                | Self::GrantAccess
                | Self::RevokeAccess
                | Self::AppointDeputy
                | Self::ChangePassword
                | Self::ChangeSecondFactor
                | Self::ChangeEmail
                | Self::OfferAccount
                | Self::AcceptAccount
                | Self::RequireSecondFactor
                | Self::ManageLogins
                | Self::GiveRoles
                | Self::ManageKeys
        )
    }
}
