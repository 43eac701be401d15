//! Users: persons and systems placed in an account's tree.

use crate::access::Offer;
use crate::email::Email;
use crate::grant::Access;
use crate::group::GroupLink;
use crate::relocation::LastMove;
use crate::{GroupId, Problem, UserId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A person or a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    /// Can be given a way to sign in.
    Person,
    /// Acts by API key and never signs in.
    System,
}

impl UserKind {
    /// The name under which it is stored and filtered by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::System => "system",
        }
    }
}

impl FromStr for UserKind {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "person" => Ok(Self::Person),
            "system" => Ok(Self::System),
            _ => Err("must be person or system"),
        }
    }
}

/// Parses a User id: an email address, or for a system user also any id of a–z and 0–9, at most 64 characters.
///
/// # Errors
/// What is wrong with it, as the end of a sentence that starts with the field's name.
pub fn parse_handle(kind: UserKind, typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim();
    let plain = (1..=64).contains(&typed.len()) && typed.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    match kind {
        UserKind::System if plain => Ok(typed.to_owned()),
        UserKind::System if !typed.contains('@') => {
            Err("must be an email address, or at most 64 of a–z and 0–9 without spaces")
        }
        _ => typed.parse::<Email>().map(|email| email.to_string()),
    }
}

/// The form that adds a user, as typed. It names an address and nothing else: what is sent along with it is not read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUserForm {
    /// The address of who is added.
    pub email: String,
}

impl NewUserForm {
    /// Parses it. The browser calls this too.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it is no address.
    pub fn parse(&self) -> Result<Email, Problem> {
        self.email.parse::<Email>().map_err(|fault| Problem::field("email", format!("Email address {fault}.")))
    }
}

/// An invitation that waits to be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// When it was sent, as the actor reads dates.
    pub sent: String,
    /// The last day on which it can be accepted.
    pub until: String,
    /// That day has passed.
    pub is_over: bool,
}

/// A user's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// The user.
    pub id: UserId,
    /// Person or system.
    pub kind: UserKind,
    /// Their User id.
    pub handle: String,
    /// Their own name, possibly empty.
    pub full_name: String,
    /// The name shown in lists, possibly empty.
    pub friendly_name: String,
    /// E.164, possibly empty.
    pub phone: String,
    /// They hold the account.
    pub is_holder: bool,
    /// They are suspended.
    pub suspended: bool,
    /// Whether they can sign in.
    pub can_sign_in: bool,
    /// They were invited and have not accepted.
    pub invitation: Option<InvitationView>,
    /// The group they are in.
    pub group: GroupId,
    /// That group and those above it, from the root down.
    pub path: Vec<GroupLink>,
    /// When they were added, as the actor reads dates.
    pub added: String,
    /// When they were last active, or that they never were.
    pub last_active: String,
    /// Why the actor may see them.
    pub why: String,
    /// Who may administer or view them, and through what; the nearest first.
    pub administrators: Vec<Access>,
    /// What they administer, as far as the actor sees it.
    pub administers: Vec<GroupLink>,
    /// Put them into another group.
    pub relocate: Offer,
    /// Who set their address last, as a sentence; empty when they did themselves.
    pub email_note: String,
    /// Read what was done to them.
    pub history: Offer,
    /// What else may be done to them.
    pub may: UserOffers,
    /// Their last move, while that can be undone.
    pub last_move: Option<LastMove>,
}

/// What may be done to a user beside moving them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserOffers {
    /// Keep them from signing in and acting, or end that.
    pub suspend: Offer,
    /// Take them out of the account.
    pub delete: Offer,
    /// Invite them; for those alone who have no login yet.
    pub invite: Offer,
    /// Set a password that they must change.
    pub set_password: Offer,
    /// Take their second factor away; for those alone who have one.
    pub reset_second_factor: Offer,
    /// Look at the account as they see it.
    pub view_as: Offer,
}

/// The dialog that suspends a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspendView {
    /// Their name.
    pub name: String,
    /// They are suspended already.
    pub suspended: bool,
    /// Access that they gave and that ends with it, each as a sentence.
    pub ends: Vec<String>,
    /// What of that the actor could give themselves, and so keep.
    pub keepable: Vec<String>,
}

/// For how long a deleted user can be restored, in days.
pub const RESTORE_DAYS: u32 = 30;

/// The dialog that deletes a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteView {
    /// Their name.
    pub name: String,
    /// The groups that would be left without an administrator of their own: while there are any, they cannot be deleted.
    pub leaves: Vec<GroupLink>,
    /// What they lose beside access, each as a sentence.
    pub releases: Vec<String>,
    /// Access to them, of theirs and given by them that ends with it, each as a sentence.
    pub ends: Vec<String>,
    /// What of that the actor could give themselves, and so keep.
    pub keepable: Vec<String>,
}

/// Why somebody stays who alone is given administrator's access to this group.
#[must_use]
pub fn leaves_alone(group: &str) -> String {
    format!("{group} would be left without an administrator of its own.")
}

/// A user who was deleted and can be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedUser {
    /// The user.
    pub id: UserId,
    /// The name by which people knew them.
    pub name: String,
    /// Their User id.
    pub handle: String,
    /// When they were deleted, and by whom, as a sentence.
    pub deleted: String,
    /// The last day on which they can be restored, as the actor reads dates.
    pub until: String,
    /// The group in which they come back.
    pub group: GroupLink,
}

/// The deleted users that the actor may restore, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedUsers {
    /// They.
    pub users: Vec<DeletedUser>,
    /// There are more, which are not listed.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_ids() {
        assert_eq!(parse_handle(UserKind::Person, " Bo@Ek.example "), Ok("Bo@Ek.example".to_owned()));
        assert!(parse_handle(UserKind::Person, "gate7").is_err());
        assert_eq!(parse_handle(UserKind::System, "gate7"), Ok("gate7".to_owned()));
        assert_eq!(parse_handle(UserKind::System, "gate@ek.example"), Ok("gate@ek.example".to_owned()));
        for bad in ["", "Gate7", "gate 7", "gate-7", "@", &"a".repeat(65)] {
            assert!(parse_handle(UserKind::System, bad).is_err(), "{bad}");
        }
    }
}
