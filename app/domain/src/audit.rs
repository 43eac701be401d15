//! The names of what the audit log records. They are kept for ever: a name is never given another meaning.

/// What was done, as it stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// An account came into being, with its root group and its holder.
    AccountCreated,
    /// Groups, users and grants were loaded from files.
    OrganizationImported,
    /// A group was added.
    GroupAdded,
    /// A group's name, description or billing code changed.
    GroupEdited,
    /// A group went below another one, with everything in it.
    GroupMoved,
    /// An empty group was removed.
    GroupDeleted,
    /// A user went to another group.
    UserMoved,
    /// A person changed their own contact information.
    ProfileEdited,
    /// The account holder changed the company's details.
    CompanyEdited,
    /// Somebody was given access to a group or a user.
    AccessGranted,
    /// An access was ended by somebody.
    AccessRevoked,
    /// An access ended because what it rested on did.
    AccessFell,
    /// An access was taken over by somebody who could give it themselves.
    AccessTakenOver,
    /// Somebody was appointed to act for another.
    DeputyAppointed,
    /// That was ended early.
    DeputyEnded,
    /// A user was kept from signing in and acting.
    UserSuspended,
    /// That was ended.
    UserResumed,
    /// A group's settings changed.
    GroupSettingsChanged,
    /// A move was undone.
    MoveUndone,
    /// Somebody began to look at the account as another user.
    ViewingBegan,
    /// The account was offered to another user.
    AccountOffered,
    /// Who was offered the account accepted it.
    AccountAccepted,
    /// The offer was let go.
    OfferCancelled,
    /// The offer came to nothing because one of both sides changed meanwhile.
    OfferVoided,
    /// The account has another holder.
    AccountHandedOver,
    /// The demo account's holder was given a new password.
    DemoPasswordSet,
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccountCreated => "account.created",
            Self::OrganizationImported => "organization.imported",
            Self::GroupAdded => "group.added",
            Self::GroupEdited => "group.edited",
            Self::GroupMoved => "group.moved",
            Self::GroupDeleted => "group.deleted",
            Self::UserMoved => "user.moved",
            Self::ProfileEdited => "profile.edited",
            Self::CompanyEdited => "company.edited",
            Self::AccessGranted => "access.granted",
            Self::AccessRevoked => "access.revoked",
            Self::AccessFell => "access.fell",
            Self::AccessTakenOver => "access.taken_over",
            Self::DeputyAppointed => "deputy.appointed",
            Self::DeputyEnded => "deputy.ended",
            Self::UserSuspended => "user.suspended",
            Self::UserResumed => "user.resumed",
            Self::GroupSettingsChanged => "group.settings_changed",
            Self::MoveUndone => "move.undone",
            Self::ViewingBegan => "viewing.began",
            Self::AccountOffered => "account.offered",
            Self::AccountAccepted => "account.accepted",
            Self::OfferCancelled => "account.offer_cancelled",
            Self::OfferVoided => "account.offer_voided",
            Self::AccountHandedOver => "account.handed_over",
            Self::DemoPasswordSet => "demo.password_set",
        }
    }
}
