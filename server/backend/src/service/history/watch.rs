//! What is new in a history that stays open on a page.

use super::reading;
use super::wording::Wording;
use crate::access::{Caller, Scope};
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::history::{HistoryView, PAGE};
use domain::{AccountId, LoginId};
use jiff::Timestamp;
use uuid::Uuid;

/// What is new, and for how long that may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// In which account.
    pub account: AccountId,
    /// To whom.
    pub login: LoginId,
    /// How many entries are new, as `3`, or `50+` when it is more than a page.
    pub count: String,
    /// The moment at which the session, or something that the reader holds, ends by itself: time to ask again.
    pub until: Timestamp,
}

/// How many entries that `view` asks for are newer than the entry `since`. Decided afresh each time, so that a stream
/// of it ends with the right to read (rule 9).
///
/// # Errors
/// As [`super::view()`].
pub async fn watch(portico: &Portico, caller: &Caller, slug: &str, view: &HistoryView, since: Uuid) -> Result<Watched> {
    let mut scope = Scope::open_to_watch(portico, caller, slug).await?;
    let reading = reading::open(&mut scope, view, Action::ViewHistory).await?;
    let wording = if view.actor.trim().is_empty() { None } else { Some(Wording::open(&mut scope).await?) };
    let (entries, more) = reading.entries(&mut scope, wording.as_ref(), view, Some(since), PAGE).await?;
    let session_end = store::sessions::end(scope.tx(), caller, portico.policy.idle).await?;
    let member = scope.member()?;
    let until = member.ends().into_iter().fold(session_end, Timestamp::min);
    let count = format!("{}{}", entries.len(), if more { "+" } else { "" });
    Ok(Watched { account: scope.account(), login: member.login, count, until })
}
