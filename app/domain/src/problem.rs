//! What can go wrong, as a person is told. One enum crosses the wire: it has stable codes and field errors, and never
//! carries a database's or a library's own words.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A fault in one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form, as posted.
    pub field: String,
    /// What is wrong with the value and what is expected, as a sentence.
    pub message: String,
}

impl FieldError {
    /// A fault in `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Why a request was not done. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nobody is signed in, or the session is over.
    SignInRequired,
    /// Somebody else set the password of who is signed in: they choose their own before anything else.
    PasswordChangeRequired,
    /// The account requires a second factor: who is signed in sets up one before anything else.
    SecondFactorRequired,
    /// There is no such thing, or the actor may not know that there is.
    NotFound,
    /// The actor may know of it and may not do this to it.
    Forbidden {
        /// The rule that refuses, as a sentence.
        reason: String,
    },
    /// Some fields are at fault.
    Invalid {
        /// At least one fault; a fault of the whole form has an empty `field`.
        errors: Vec<FieldError>,
    },
    /// Somebody else changed the same thing meanwhile.
    Conflict {
        /// What stands there now, per field whose value differs from what this form was filled from.
        now: Vec<FieldError>,
        /// The version to send back in order to overwrite it knowingly.
        version: i32,
    },
    /// Too many tries.
    Throttled {
        /// Seconds until the next try can succeed.
        retry_after: u64,
    },
    /// The server cannot answer at the moment.
    Unavailable,
    /// A fault of ours.
    Internal {
        /// The request's id, under which it stands in the log; empty where there was no request.
        request: String,
    },
}

impl Problem {
    /// One fault in one field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { errors: vec![FieldError::new(field, message)] }
    }

    /// Where whoever is told this goes first, to come back afterwards.
    #[must_use]
    pub fn leads_to(&self) -> Option<&'static str> {
        match self {
            Self::SignInRequired => Some("/sign-in"),
            Self::PasswordChangeRequired => Some("/password"),
            Self::SecondFactorRequired => Some("/second-factor"),
            _ => None,
        }
    }

    /// The HTTP status that says the same (RFC 9110; 422 and 429 from RFC 4918 and RFC 6585).
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::SignInRequired => 401,
            Self::Forbidden { .. } | Self::PasswordChangeRequired | Self::SecondFactorRequired => 403,
            Self::NotFound => 404,
            Self::Conflict { .. } => 409,
            Self::Invalid { .. } => 422,
            Self::Throttled { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unavailable => 503,
        }
    }

    /// The faults by field; empty for problems that are not a field's.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        match self {
            Self::Invalid { errors } => errors,
            Self::Conflict { now, .. } => now,
            _ => &[],
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignInRequired => f.write_str("Sign in to continue."),
            Self::PasswordChangeRequired => {
                f.write_str("Choose a password of your own first: the one you have was set by somebody else.")
            }
            Self::SecondFactorRequired => f.write_str("Set up a second factor first: this account requires one."),
            Self::NotFound => f.write_str("There is nothing here, or nothing that you can see."),
            Self::Forbidden { reason } => f.write_str(reason),
            Self::Invalid { .. } => f.write_str("Some fields need another look."),
            Self::Conflict { .. } => f.write_str(
                "Somebody changed this while you were editing. Nothing was overwritten: what stands there now is shown \
                 beside each field. Save again to keep yours.",
            ),
            Self::Throttled { retry_after } => {
                let minutes = retry_after.div_ceil(60);
                match (retry_after, minutes) {
                    (0..=1, _) => f.write_str("Too many tries. Wait a second, then try again."),
                    (2..=90, _) => write!(f, "Too many tries. Wait {retry_after} seconds, then try again."),
                    _ => write!(f, "Too many tries. Wait {minutes} minutes, then try again."),
                }
            }
            Self::Unavailable => f.write_str("Portico cannot answer just now. Try again in a moment."),
            Self::Internal { request } => {
                f.write_str("Something went wrong on our side. Nothing was changed.")?;
                if request.is_empty() { Ok(()) } else { write!(f, " Its number is {request}.") }
            }
        }
    }
}

impl std::error::Error for Problem {}
