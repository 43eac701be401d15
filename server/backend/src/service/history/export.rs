//! A history to take away, page by page: a long one is never held whole.

use super::reading;
use super::wording::Wording;
use crate::access::{Caller, Scope};
use crate::{Portico, Result};
use domain::access::Action;
use domain::history::{HistoryChange, HistoryEntry, HistoryView};

/// Entries of one page.
const PAGE: usize = 500;

/// The columns of the file.
pub const COLUMNS: [&str; 9] =
    ["time", "actor", "on behalf of", "action", "what", "target", "before", "after", "address"];

/// One entry as a line of the file.
pub type Line = [String; COLUMNS.len()];

/// The next entries that `view` asks for, with where the ones after them begin; `None` after the last. Each page is
/// decided about afresh, so that a right which ends in the middle ends the file there (rules 9 and 11).
///
/// # Errors
/// [`domain::Problem::Forbidden`] for viewers; [`domain::Problem::NotFound`] for what the actor does not see.
pub async fn export(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    view: &HistoryView,
) -> Result<(Vec<Line>, Option<String>)> {
    let mut scope = Scope::open(portico, caller, slug).await?;
    let reading = reading::open(&mut scope, view, Action::ExportHistory).await?;
    let mut wording = Wording::open(&mut scope).await?;
    let (entries, more) = reading.entries(&mut scope, Some(&wording), view, None, PAGE).await?;
    let next = entries.last().filter(|_| more).map(|last| last.id.to_string());
    let told = wording.tell(&mut scope, &entries).await?;
    Ok((told.into_iter().map(line).collect(), next))
}

fn line(entry: HistoryEntry) -> Line {
    let side = |value: fn(&HistoryChange) -> &String| {
        let told = entry.changes.iter().filter(|change| !value(change).is_empty());
        told.map(|change| format!("{}: {}", change.label, value(change))).collect::<Vec<_>>().join("; ")
    };
    let (mut before, mut after) = (side(|change| &change.before), side(|change| &change.after));
    if entry.erased {
        (before, after) = ("erased".to_owned(), "erased".to_owned());
    }
    [
        entry.moment,
        entry.actor.name,
        entry.on_behalf_of.map(|named| named.name).unwrap_or_default(),
        entry.action,
        entry.what,
        entry.target.map(|named| named.name).unwrap_or_default(),
        before,
        after,
        entry.address,
    ]
}
