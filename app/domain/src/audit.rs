//! The names of what the audit log records. They are kept for ever: a name is never given another meaning.

macro_rules! events {
    ($($(#[$doc:meta])* $event:ident = $name:literal, $words:literal;)+) => {
        /// What was done, as it stands in the log.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $event,)+
        }

        impl Event {
            /// Every event, for the choice among them.
            pub const ALL: &[Self] = &[$(Self::$event),+];

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$event => $name,)+
                }
            }

            /// What was done, in words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$event => $words,)+
                }
            }
        }
    };
}

events! {
    /// An account came into being, with its root group and its holder.
    AccountCreated = "account.created", "Account made";
    /// Groups, users and grants were loaded from files.
    OrganizationImported = "organization.imported", "Organization imported";
    /// A group was added.
    GroupAdded = "group.added", "Group added";
    /// A group's name, description or billing code changed.
    GroupEdited = "group.edited", "Group changed";
    /// A group went below another one, with everything in it.
    GroupMoved = "group.moved", "Group moved";
    /// An empty group was removed.
    GroupDeleted = "group.deleted", "Group deleted";
    /// A user was added to a group, and invited.
    UserAdded = "user.added", "User added";
    /// A user who has no login yet was invited again.
    UserInvited = "user.invited", "Invitation sent";
    /// An invitation was ended.
    InvitationWithdrawn = "invitation.withdrawn", "Invitation withdrawn";
    /// The person behind a user's address accepted.
    InvitationAccepted = "invitation.accepted", "Invitation accepted";
    /// A user went to another group.
    UserMoved = "user.moved", "User moved";
    /// A person changed their own contact information.
    ProfileEdited = "profile.edited", "Contact information changed";
    /// The account holder changed the company's details.
    CompanyEdited = "company.edited", "Company details changed";
    /// Somebody was given access to a group or a user.
    AccessGranted = "access.granted", "Access given";
    /// An access was ended by somebody.
    AccessRevoked = "access.revoked", "Access ended";
    /// An access ended because what it rested on did.
    AccessFell = "access.fell", "Access ended with what it rested on";
    /// An access was taken over by somebody who could give it themselves.
    AccessTakenOver = "access.taken_over", "Access taken over";
    /// Somebody was appointed to act for another.
    DeputyAppointed = "deputy.appointed", "Deputy appointed";
    /// That was ended early.
    DeputyEnded = "deputy.ended", "Deputy’s time ended";
    /// A user was kept from signing in and acting.
    UserSuspended = "user.suspended", "User suspended";
    /// That was ended.
    UserResumed = "user.resumed", "Suspension ended";
    /// A user was taken out of the account.
    UserDeleted = "user.deleted", "User deleted";
    /// A deleted user came back.
    UserRestored = "user.restored", "User restored";
    /// A group's settings changed.
    GroupSettingsChanged = "group.settings_changed", "Group’s settings changed";
    /// A move was undone.
    MoveUndone = "move.undone", "Move undone";
    /// Somebody began to look at the account as another user.
    ViewingBegan = "viewing.began", "Viewed as this user";
    /// The account holder offered the account to another user.
    AccountOffered = "account.offered", "Account offered";
    /// That user accepted it: it goes over when its time has come.
    OfferAccepted = "account.offer_accepted", "Offer of the account accepted";
    /// That user did not want it.
    OfferDeclined = "account.offer_declined", "Offer of the account declined";
    /// One of the two let go of it.
    OfferCancelled = "account.offer_cancelled", "Offer of the account cancelled";
    /// It was not answered in time.
    OfferLapsed = "account.offer_lapsed", "Offer of the account lapsed";
    /// Something changed that made it void.
    OfferVoid = "account.offer_void", "Offer of the account void";
    /// The operator gave the account to another holder.
    HolderSet = "account.holder_set", "Account holder set by the operator";
    /// The account has another holder.
    AccountHandedOver = "account.handed_over", "Account handed over";
    /// A person chose a new password by a mailed link.
    PasswordRecovered = "password.recovered", "New password chosen by a mailed link";
    /// The account holder said whether everybody may choose a new password by a mailed link.
    SelfServiceResetSet = "account.self_service_reset_set", "Self-service reset changed";
    /// Somebody set another's password, for a while and to be changed.
    PasswordSet = "password.set", "Temporary password set";
    /// A person chose their own password.
    PasswordChanged = "password.changed", "Own password changed";
    /// A person set up their second factor.
    SecondFactorSetUp = "second_factor.set_up", "Second factor set up";
    /// A person removed their second factor.
    SecondFactorRemoved = "second_factor.removed", "Second factor removed";
    /// Somebody took another's second factor away.
    SecondFactorReset = "second_factor.reset", "Second factor reset";
    /// A person signed in with a recovery code.
    RecoveryCodeUsed = "second_factor.recovery_code_used", "Signed in with a recovery code";
    /// A person made new recovery codes.
    RecoveryCodesMade = "second_factor.recovery_codes_made", "New recovery codes made";
    /// The account holder said whether everybody needs a second factor.
    SecondFactorRequiredSet = "account.second_factor_required_set", "Second factor for everybody changed";
    /// A person ended sessions of theirs.
    SessionsEnded = "sessions.ended", "Own sessions ended";
    /// A person signs in with another address.
    EmailChanged = "email.changed", "Email address changed";
    /// A temporary password ended because its person was about to reach further (access rule 4).
    PasswordEnded = "password.ended", "Temporary password ended";
    /// The account holder made a key for a program.
    KeyMade = "key.made", "Key for programs made";
    /// A key for a program was ended.
    KeyEnded = "key.ended", "Key for programs ended";
    /// An address is told of events.
    WebhookAdded = "webhook.added", "Webhook added";
    /// It was paused, or no longer is.
    WebhookChanged = "webhook.changed", "Webhook changed";
    /// It is told no longer.
    WebhookRemoved = "webhook.removed", "Webhook deleted";
    /// A message was sent to it to see whether it arrives.
    WebhookTested = "webhook.tested", "Webhook tested";
    /// A user became an Authorized Login, or their name, roles or mail changed.
    LoginSaved = "login.saved", "Authorized login saved";
    /// A user is an Authorized Login no more.
    LoginRemoved = "login.removed", "Authorized login removed";
    /// A Primary Contact was added.
    ContactAdded = "contact.added", "Primary contact added";
    /// A Primary Contact changed.
    ContactEdited = "contact.edited", "Primary contact changed";
    /// A Primary Contact was removed.
    ContactRemoved = "contact.removed", "Primary contact removed";
    /// It was said anew who receives which mail.
    CoverageSaved = "coverage.saved", "Who receives which mail changed";
    /// Mail to an address that could not be delivered is to be tried again.
    MailRetried = "mail.retried", "Mail to an address tried again";
    /// A person chose which mailing lists they read.
    ListsChosen = "lists.chosen", "Mailing lists chosen";
    /// The demo account's holder was given a new password.
    DemoPasswordSet = "demo.password_set", "Demo passwords set";
    /// An order made a licence.
    LicenceMade = "licence.made", "Licence made";
    /// A licence holds longer.
    LicenceRenewed = "licence.renewed", "Licence renewed";
    /// A licence was bound to a machine.
    LicenceActivated = "licence.activated", "Licence activated on a machine";
    /// A machine's seat was given back.
    LicenceDeactivated = "licence.deactivated", "Licence deactivated on a machine";
    /// The operator holds a licence back.
    LicenceSuspended = "licence.suspended", "Licence suspended";
    /// That was ended.
    LicenceResumed = "licence.resumed", "Licence’s suspension ended";
    /// The operator ended a licence for good.
    LicenceRevoked = "licence.revoked", "Licence revoked";
    /// Something was ordered.
    OrderPlaced = "order.placed", "Order placed";
    /// The operator approved an order that waited.
    OrderApproved = "order.approved", "Order approved";
    /// The operator refused it.
    OrderRefused = "order.refused", "Order refused";
    /// Whoever may order let go of an order that waited.
    OrderCancelled = "order.cancelled", "Order cancelled";
    /// What was ordered was delivered.
    OrderFulfilled = "order.fulfilled", "Order fulfilled";
    /// The operator said how much may be ordered before it is paid.
    CreditSet = "credit.set", "Credit changed";
    /// The operator put a number at the account's disposal.
    NumberAdded = "number.added", "Number added";
    /// The operator took one away.
    NumberRemoved = "number.removed", "Number removed";
    /// Somebody began to pay an invoice.
    PaymentBegun = "payment.begun", "Payment begun";
    /// The money for an invoice arrived.
    PaymentSucceeded = "payment.succeeded", "Payment received";
    /// The payment provider said no.
    PaymentFailed = "payment.failed", "Payment declined";
    /// A payment was given up before any money moved.
    PaymentCancelled = "payment.cancelled", "Payment cancelled";
    /// Money went back, or is about to.
    PaymentRefunded = "payment.refunded", "Payment refunded";
    /// The operator prepared an invoice that is not issued yet.
    InvoiceDrafted = "invoice.drafted", "Invoice drafted";
    /// What a draft is to invoice changed.
    InvoiceDraftChanged = "invoice.draft_changed", "Invoice’s draft changed";
    /// A draft was thrown away.
    InvoiceDraftDiscarded = "invoice.draft_discarded", "Invoice’s draft thrown away";
    /// An invoice was issued, with its number.
    InvoiceIssued = "invoice.issued", "Invoice issued";
    /// A summary invoice gathered open invoices.
    SummaryIssued = "invoice.summary_issued", "Summary invoice issued";
    /// A credit note took back some or all of an invoice.
    CreditNoteIssued = "invoice.credit_note_issued", "Credit note issued";
    /// An invoice never counted.
    InvoiceVoided = "invoice.voided", "Invoice made void";
    /// Money came in for an invoice.
    InvoicePaymentRecorded = "invoice.payment_recorded", "Payment of an invoice recorded";
    /// The operator recorded money that came in by bank.
    TransferRecorded = "invoice.transfer_recorded", "Bank transfer recorded";
    /// Money that had come in for an invoice went back.
    InvoiceRefundRecorded = "invoice.refund_recorded", "Refund of an invoice recorded";
    /// People were told that an invoice is overdue.
    InvoiceReminded = "invoice.reminded", "Reminder of an invoice sent";
    /// A person's values were erased from the history.
    HistoryErased = "history.erased", "Personal values erased from the history";
}

impl Event {
    /// The event of a stable name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.name() == name)
    }

    /// Whether it is the operator's own business: it stands in the log, and nobody in the account reads it or is told
    /// of it, because what the operator prepares concerns them only once it is issued.
    #[must_use]
    pub const fn is_operators_own(self) -> bool {
        matches!(self, Self::InvoiceDrafted | Self::InvoiceDraftChanged | Self::InvoiceDraftDiscarded)
    }

    /// The events that people of an account can read of, for the choice among them.
    pub fn told() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|event| !event.is_operators_own())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_name_of_its_own() {
        for event in Event::ALL {
            assert_eq!(Event::of_name(event.name()), Some(*event));
        }
    }
}
