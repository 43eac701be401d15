//! Rule 4, where it is about time: a password that somebody planted is worth no more than when they planted it.

use crate::access::{Entry, Permit, Scope};
use crate::{Portico, Result, store};
use domain::UserId;
use domain::audit::Event;
use serde_json::json;
use std::collections::HashMap;

/// To be called by whatever lets these people reach further, in the transaction that does: a grant, a role, holding the
/// account, standing in for somebody, a group that comes into their part. Temporary passwords that others set for them,
/// and for those who stand in for them, end with every session begun with one. So do invitations that others than
/// whoever acts sent them, and a password that was typed along with an invitation. A test reads the use-cases that give
/// something and fails when one does not call this.
pub(crate) async fn reach_grew(permit: &mut Permit, portico: &Portico, people: &[UserId]) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    for user in store::logins::end_temporary(permit, people).await? {
        let (before, after) = (json!({}), json!({}));
        let entry = Entry { event: Event::PasswordEnded, target_kind: "user", target: user.0, before, after };
        permit.record(portico, &entry).await?;
    }
    store::invitations::forget_passwords(permit, people).await?;
    for user in store::invitations::end_of_others(permit, people).await? {
        let (before, after) = (json!({ "invited": true }), json!({ "invited": false }));
        let entry = Entry { event: Event::InvitationWithdrawn, target_kind: "user", target: user.0, before, after };
        permit.record(portico, &entry).await?;
    }
    Ok(())
}

/// Who set the addresses of these people last, as a sentence about each of whom it was not themselves: whoever lets
/// them reach further is shown it.
pub(crate) async fn email_notes(scope: &mut Scope, people: &[UserId]) -> Result<HashMap<UserId, String>> {
    let (account, member) = (scope.account(), scope.member()?.clone());
    let set = store::logins::emails_set(scope.tx(), account, people).await?;
    let note = |set: &store::logins::EmailSet| {
        let by = if set.by == member.actor.user { "you" } else { &set.by_name };
        format!("Their email address was last set by {by} on {}.", member.reader.day(set.at))
    };
    Ok(set.iter().map(|(user, set)| (*user, note(set))).collect())
}
