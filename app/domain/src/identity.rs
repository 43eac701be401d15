//! Signing in: second factors, sessions, and the address that one signs in with, as their pages show them.

use crate::password::Shown;
use serde::{Deserialize, Serialize};

/// Recovery codes that are made at a time.
pub const RECOVERY_CODES: usize = 10;
/// Minutes for which a right password waits for the code.
pub const CODE_MINUTES: i64 = 10;

/// The page *Sign-in and security*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityView {
    /// The address that they sign in with.
    pub email: String,
    /// The second factor; `None` while there is none.
    pub factor: Option<FactorView>,
    /// Accounts of theirs that require one, by name.
    pub required_by: Vec<String>,
    /// Where they are signed in: this session first, then the last seen first.
    pub sessions: Vec<SessionView>,
    /// What the account holder says about everybody's second factor; `None` for everybody else.
    pub everybody: Option<EverybodyView>,
    /// Whether a form asks for their own password that asks only after a while.
    pub confirm: bool,
}

/// A second factor that is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorView {
    /// Since which day, as its owner reads dates.
    pub since: String,
    /// Recovery codes that have not been used.
    pub codes_left: usize,
}

/// Whether everybody in the account needs a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EverybodyView {
    /// They do.
    pub required: bool,
    /// Whether the form asks for the holder's password.
    pub confirm: bool,
}

/// A session, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// What it is ended by. It opens nothing.
    pub id: String,
    /// The browser and the device: `Firefox on Windows`.
    pub device: String,
    /// The address it was begun from; empty when it is not known.
    pub address: String,
    /// When it began, as its owner reads dates.
    pub since: String,
    /// When it was last used: `5 minutes ago`.
    pub last_seen: String,
    /// It is the one that asks.
    pub current: bool,
}

/// The page on which a second factor is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpView {
    /// There is one already.
    pub is_set_up: bool,
    /// The address that they sign in with.
    pub email: String,
    /// The secret, in groups of four letters and digits (base 32, RFC 4648).
    pub secret: Shown,
    /// The same as a QR code: the path that draws its dark squares, one unit each.
    pub qr: Shown,
    /// How many squares the QR code is wide and high, its quiet border included.
    pub qr_size: usize,
    /// The secret encrypted, to be sent back with the code that proves it.
    pub setup: String,
    /// Whether the form asks for the password.
    pub confirm: bool,
}

/// Recovery codes, told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCodes {
    /// The codes.
    pub codes: Vec<Shown>,
}

/// The dialog that removes somebody else's second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetFactorView {
    /// Their name.
    pub name: String,
    /// Whether they have one.
    pub is_set_up: bool,
    /// Whether the form asks for the actor's own password.
    pub confirm: bool,
}
