//! A page of a history.

use super::reading;
use super::wording::Wording;
use crate::Result;
use crate::access::Scope;
use domain::access::Action;
use domain::history::{HistoryPage, HistoryView, PAGE};
use uuid::Uuid;

/// The entries that `view` asks for, when the actor may read them.
///
/// # Errors
/// [`domain::Problem::Forbidden`] for viewers; [`domain::Problem::NotFound`] for what the actor does not see.
pub async fn view(scope: &mut Scope, view: &HistoryView) -> Result<HistoryPage> {
    let reading = reading::open(scope, view, Action::ViewHistory).await?;
    let mut wording = Wording::open(scope).await?;
    let (entries, more) = reading.entries(scope, Some(&wording), view, None, PAGE).await?;
    let next = entries.last().filter(|_| more).map(|last| last.id.to_string());
    let newest = entries.first().map_or(Uuid::nil(), |first| first.id).to_string();
    let entries = wording.tell(scope, &entries).await?;
    let may_export = scope.offer(Action::ExportHistory, &reading.target).allowed;
    let zone = scope.member()?.reader.zone.iana_name().unwrap_or("UTC").to_owned();
    Ok(HistoryPage { about: reading.about, why: reading.why.explain(), zone, may_export, entries, newest, next })
}
