//! Passwords: what a new one must be, what their pages show, and how long a typed one counts.

use crate::{FieldError, Problem};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Characters that a password needs at least: it is the only factor (NIST SP 800-63B-4, section 3.1.1.2).
pub const LEAST: usize = 15;
/// Characters that a password may have at most; the standard asks for 64 or more.
pub const MOST: usize = 256;
/// Days after which a password that somebody else set cannot be used any more.
pub const TEMPORARY_DAYS: i64 = 7;

/// Checks the length of a new password, in characters. There are no rules about its composition; whether it is easy to
/// guess is found out on the server.
///
/// # Errors
/// What is wrong with it, as the end of a sentence that starts with the field's name.
pub fn check_length(password: &str) -> Result<(), String> {
    match password.chars().count() {
        0 => Err("is missing".to_owned()),
        length if length < LEAST => {
            Err(format!("is {length} characters long; use at least {LEAST}, a few words for instance"))
        }
        length if length > MOST => Err(format!("is {length} characters long; at most {MOST} fit")),
        _ => Ok(()),
    }
}

/// Checks the form that changes one's own password, as far as the browser can. `current` is `None` where the form does
/// not ask for it.
///
/// # Errors
/// [`Problem::Invalid`] with a fault for each field that has one.
pub fn check_change(current: Option<&str>, new: &str) -> Result<(), Problem> {
    let mut errors = Vec::new();
    if current == Some("") {
        errors.push(FieldError::new("current_password", "Current password is missing."));
    }
    if let Err(fault) = check_length(new) {
        errors.push(FieldError::new("new_password", format!("New password {fault}.")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::Invalid { errors }) }
}

/// A secret on its way to the one person who is to read it, in the answer to their own request. Nothing keeps it, and
/// it is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shown(pub String);

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(…)")
    }
}

/// The dialog that sets somebody else's password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetPasswordView {
    /// Their name.
    pub name: String,
    /// The address that they sign in with.
    pub email: String,
    /// A new password that nobody has used, to keep or to replace.
    pub suggested: Shown,
    /// Whether the form asks for the actor's own password.
    pub confirm: bool,
}

/// What is told once, right after a password was set for somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordSet {
    /// Whose it is.
    pub name: String,
    /// The address that they sign in with.
    pub email: String,
    /// The password.
    pub password: Shown,
    /// Until when it can be used, as the actor reads dates.
    pub until: String,
}

/// The page on which a person chooses their own password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPasswordView {
    /// The address that they sign in with.
    pub email: String,
    /// Somebody else set the one they have: nothing else can be done before they have chosen their own.
    pub temporary: bool,
    /// Whether the form asks for the password that they have.
    pub confirm: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters_and_nothing_else_is_asked() {
        assert!(check_length("").is_err());
        assert!(check_length(&"å".repeat(LEAST - 1)).is_err());
        assert!(check_length(&"å".repeat(LEAST)).is_ok(), "no digit, no capital, no symbol");
        assert!(check_length(&"🙂 ".repeat(MOST / 2)).is_ok());
        assert!(check_length(&"x".repeat(MOST + 1)).is_err());
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let faults = |current, new| match check_change(current, new) {
            Err(Problem::Invalid { errors }) => errors.into_iter().map(|error| error.field).collect(),
            _ => Vec::new(),
        };
        assert_eq!(faults(Some(""), "short"), ["current_password", "new_password"]);
        assert_eq!(faults(None, ""), ["new_password"]);
        assert!(faults(Some("x"), "nobody guesses these words").is_empty());
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", Shown("secret".to_owned())), "Shown(…)");
    }
}
