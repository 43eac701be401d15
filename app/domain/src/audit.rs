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

    /// Every event, for the choice among them.
    pub const ALL: &[Self] = &[
        Self::AccountCreated,
        Self::OrganizationImported,
        Self::GroupAdded,
        Self::GroupEdited,
        Self::GroupMoved,
        Self::GroupDeleted,
        Self::UserMoved,
        Self::ProfileEdited,
        Self::CompanyEdited,
        Self::DemoPasswordSet,
        Self::HistoryErased,
    ];

    /// What was done, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AccountCreated => "Account made",
            Self::OrganizationImported => "Organization imported",
            Self::GroupAdded => "Group added",
            Self::GroupEdited => "Group changed",
            Self::GroupMoved => "Group moved",
            Self::GroupDeleted => "Group deleted",
            Self::UserMoved => "User moved",
            Self::ProfileEdited => "Contact information changed",
            Self::CompanyEdited => "Company details changed",
            Self::DemoPasswordSet => "Demo passwords set",
            Self::HistoryErased => "Personal values erased from the history",
        }
    }

    /// The event of a stable name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_can_be_chosen() {
        let names = include_str!("audit.rs").lines().filter(|line| {
            let named = line.trim().strip_prefix("Self::").and_then(|rest| rest.split_once(" => \""));
            named.is_some_and(|(_, name)| name.contains('.'))
        });
        assert_eq!(names.count(), Event::ALL.len());
        for event in Event::ALL {
            assert_eq!(Event::of_name(event.name()), Some(*event));
        }
    }
}
