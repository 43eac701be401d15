//! The keys of a tree grid (WAI-ARIA Authoring Practices, "Treegrid", row focus first).
//!
//! Up, Down, Home and End go from row to row; Right opens a closed group, then steps into the row's links; Left steps
//! out of them, closes an open group, then goes to the row above it in the tree; Enter opens the row's page; letters
//! find the next row that starts with them.

use super::grid::{group_of, is_shown, row, shown};
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// Letters typed within this many milliseconds belong together.
const PAUSE: f64 = 700.0;

/// What was typed to find a row.
#[derive(Clone, Copy)]
pub(super) struct TypeAhead(StoredValue<(String, f64)>);

impl TypeAhead {
    pub(super) fn new() -> Self {
        Self(StoredValue::new((String::new(), 0.0)))
    }

    /// Adds a letter that was typed at `now` (milliseconds); gives all that belong together.
    fn add(self, letter: &str, now: f64) -> String {
        let mut all = String::new();
        self.0.update_value(|(typed, at)| {
            if now - *at > PAUSE {
                typed.clear();
            }
            *at = now;
            typed.push_str(&letter.to_lowercase());
            all.clone_from(typed);
        });
        all
    }
}

/// The id of the user or group in whose row something took the focus.
pub(super) fn row_of(event: &FocusEvent) -> Option<String> {
    Some(row(event)?.id().strip_prefix("row-")?.to_owned())
}

/// Does what a key asks for.
pub(super) fn handle(event: &KeyboardEvent, typed: TypeAhead, go: &impl Fn(&str)) {
    if event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let Some(row) = row(event) else { return };
    let inner = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).filter(|at| *at != row);
    let done = match (event.key().as_str(), &inner) {
        ("ArrowDown", _) => focus(step(&row, 1)),
        ("ArrowUp", _) => focus(step(&row, -1)),
        ("Home", _) => focus(rows(&row).into_iter().next()),
        ("End", _) => focus(rows(&row).pop()),
        ("ArrowRight", None) if expanded(&row) == Some(false) => follow(&row, ".tree__chevron", go),
        ("ArrowRight", None) => focus(links(&row).into_iter().next()),
        ("ArrowRight", Some(at)) => focus(beside(&row, at, 1)),
        ("ArrowLeft", Some(at)) => focus(beside(&row, at, -1).or_else(|| Some(row.clone()))),
        ("ArrowLeft", None) if expanded(&row) == Some(true) => follow(&row, ".tree__chevron", go),
        ("ArrowLeft", None) => focus(group_of(&row)),
        ("Enter", None) => follow(&row, ".tree__open, a.tree__label, .tree__more a", go),
        ("Escape", Some(_)) => focus(Some(row.clone())),
        (letter, None) if letter.chars().count() == 1 && letter != " " => {
            let all = typed.add(letter, event.time_stamp());
            focus(starting_with(&row, &all))
        }
        _ => false,
    };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn focus(element: Option<HtmlElement>) -> bool {
    element.is_some_and(|element| element.focus().is_ok())
}

/// Follows one of the row's links as a click would.
fn follow(row: &HtmlElement, selector: &str, go: &impl Fn(&str)) -> bool {
    let Some(link) = row.query_selector(selector).ok().flatten() else { return false };
    let Some(href) = link.get_attribute("href") else { return false };
    go(&href);
    true
}

/// The rows that can take the focus.
fn rows(row: &HtmlElement) -> Vec<HtmlElement> {
    row.closest("table").ok().flatten().map(|table| shown(&table)).unwrap_or_default()
}

/// The row so many places further.
fn step(row: &HtmlElement, places: isize) -> Option<HtmlElement> {
    let rows = rows(row);
    let here = rows.iter().position(|one| one == row)?;
    rows.get(here.checked_add_signed(places)?).cloned()
}

fn expanded(row: &HtmlElement) -> Option<bool> {
    row.get_attribute("aria-expanded").map(|value| value == "true")
}

/// The links of a row in the order in which they stand.
fn links(row: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = row.query_selector_all("a[href]") else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).filter(is_shown).collect()
}

/// The link so many places after `at` in its row.
fn beside(row: &HtmlElement, at: &HtmlElement, step: isize) -> Option<HtmlElement> {
    let links = links(row);
    let here = links.iter().position(|link| link == at)?;
    links.get(here.checked_add_signed(step)?).cloned()
}

/// The next row whose name starts with `typed`, from this row on when several letters are typed, going round.
fn starting_with(row: &HtmlElement, typed: &str) -> Option<HtmlElement> {
    let rows = rows(row);
    let here = rows.iter().position(|one| one == row)?;
    let from = if typed.chars().count() > 1 { here } else { here + 1 };
    rows.iter()
        .cycle()
        .skip(from)
        .take(rows.len())
        .find(|one| one.get_attribute("data-label").is_some_and(|label| label.to_lowercase().starts_with(typed)))
        .cloned()
}
