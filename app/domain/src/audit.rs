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
    /// The demo account's holder was given a new password.
    DemoPasswordSet,
    /// A person's values were erased from the history.
    HistoryErased,
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
            Self::DemoPasswordSet => "demo.password_set",
            Self::HistoryErased => "history.erased",
        }
    }
}
