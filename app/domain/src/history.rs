//! The history as it is shown: what is asked for in its address, and the entries that answer.

use crate::{GroupId, UserId};
use serde::{Deserialize, Serialize};

/// Entries of one page.
pub const PAGE: usize = 50;

/// The word that stands in [`HistoryView::user`] for whoever asks.
pub const ONESELF: &str = "me";

/// What a history page shows. All text, as typed: what does not parse is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    /// Only what was done to this group and everything below it, by id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Only what was done to this user, by id or [`ONESELF`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// Only this action, by its name in [`crate::audit::Event`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub action: String,
    /// Only what was done by people whose User id or name contains this.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub actor: String,
    /// Not before this day, like 2026-11-21, as the reader's time zone has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// Not after this day.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// Only what is older than this entry: [`HistoryPage::next`] of the page before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

impl HistoryView {
    /// Whether anything is filtered.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        [&self.action, &self.actor, &self.from, &self.to].into_iter().any(|value| !value.trim().is_empty())
    }
}

/// One page of a history, the newest entry first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The name of the group or user; `None` for the account.
    pub about: Option<String>,
    /// Why the reader may see it.
    pub why: String,
    /// The time zone in which times are told.
    pub zone: String,
    /// Whether it may be taken away as a file.
    pub may_export: bool,
    /// The entries.
    pub entries: Vec<HistoryEntry>,
    /// The id of the newest of them: what is newer is news.
    pub newest: String,
    /// Where older entries begin; `None` when there are none.
    pub next: Option<String>,
}

/// What a stream of news about a history begins with: [`HistoryPage::newest`] of the page that is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistorySince {
    /// The id of an entry.
    #[serde(default)]
    pub since: String,
}

/// The names of what such a stream tells.
pub mod news {
    /// How many entries are new, as `3`, or `50+` when it is more than a page.
    pub const COUNT: &str = "count";
    /// The right to read them has ended, and the stream with it.
    pub const ENDED: &str = "ended";
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When, as the reader reads it.
    pub at: String,
    /// The same for machines (RFC 3339).
    pub moment: String,
    /// Who did it.
    pub actor: Named,
    /// For whom, when a deputy did.
    pub on_behalf_of: Option<Named>,
    /// The action's name in [`crate::audit::Event`].
    pub action: String,
    /// What was done, in words.
    pub what: String,
    /// What it was done to; `None` for the account.
    pub target: Option<Named>,
    /// What changed.
    pub changes: Vec<HistoryChange>,
    /// What changed was erased at the person's wish.
    pub erased: bool,
    /// The address it came from, as far as the reader may know it.
    pub address: String,
}

/// A value before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryChange {
    /// What it is called.
    pub label: String,
    /// What it was; empty when there was none.
    pub before: String,
    /// What it is; empty when there is none.
    pub after: String,
}

/// Somebody or something by name, with what the reader may open of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The name, or the words for what has none or hides it.
    pub name: String,
    /// It is this user, whom the reader may open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// It is this group, which the reader may open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
}

impl Named {
    /// Only words.
    pub fn words(words: impl Into<String>) -> Self {
        Self { name: words.into(), user: None, group: None }
    }
}
