//! What stands around every page of an account.

use crate::Result;
use crate::access::Scope;
use domain::access::{Action, Target};

/// What stands around every page of an account: whose it is, who is signed in, where they can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
    /// The account's name.
    pub account_name: String,
    /// The name of who is signed in.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Their language's BCP 47 tag.
    pub language: &'static str,
    /// Whether the Users page is theirs to open.
    pub browse_users: bool,
}

/// What stands around every page of the open account.
///
/// # Errors
/// When nobody is signed in.
pub fn shell(scope: &Scope) -> Result<Shell> {
    let member = scope.member()?;
    let name = if member.full_name.is_empty() { &member.handle } else { &member.full_name };
    Ok(Shell {
        account_name: member.account_name.clone(),
        name: name.clone(),
        email: member.email.clone(),
        language: member.reader.language.tag(),
        browse_users: scope.offer(Action::BrowseUsers, &Target::Account(scope.account())).allowed,
    })
}
