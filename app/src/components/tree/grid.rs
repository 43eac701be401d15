//! What turns the table into a tree grid of the WAI-ARIA authoring practices once the script runs: the roles, levels and
//! the single tab stop that would be wrong on a table of links. It is written into the rows as they stand, so that the
//! server and the browser draw hundreds of rows without a signal in any of them.

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlElement};

/// Makes the table a tree grid whose tab stop is the row `current`.
pub(super) fn enhance(table: &Element, current: &str) {
    set(table, "role", "treegrid");
    each(table, "tr", |row| set(row, "role", "row"));
    each(table, "th", |cell| set(cell, "role", "columnheader"));
    each(table, "td", |cell| set(cell, "role", "gridcell"));
    // What stands inside a row is reached with the arrows.
    each(table, "tbody a", |link| set(link, "tabindex", "-1"));
    each(table, "tbody tr", |row| {
        let depth: u32 = row.get_attribute("data-depth").and_then(|depth| depth.parse().ok()).unwrap_or_default();
        set(row, "aria-level", &(depth + 1).to_string());
        set(row, "tabindex", "-1");
        if let Some(expanded) = row.get_attribute("data-expanded") {
            set(row, "aria-expanded", &expanded);
        }
        if row.has_attribute("data-moves") {
            set(row, "draggable", "true");
        }
    });
    let shown: Vec<String> = shown(table).iter().map(|row| row.id()).collect();
    let wanted = format!("row-{current}");
    let stop = shown.iter().find(|id| **id == wanted).or(shown.first());
    tab_to(table, stop.and_then(|id| id.strip_prefix("row-")).unwrap_or(current));
}

/// Lets Tab lead to the row `id` rather than to another.
pub(super) fn tab_to(table: &Element, id: &str) {
    each(table, "tbody tr[tabindex='0']", |row| set(row, "tabindex", "-1"));
    each(table, &format!("tr[id='row-{id}']"), |row| set(row, "tabindex", "0"));
}

/// Shows which row's panel is open; none when `id` is empty.
pub(super) fn select(table: &Element, id: &str) {
    each(table, "tr[data-selected]", |row| {
        let _ = row.remove_attribute("data-selected");
        let _ = row.remove_attribute("aria-selected");
    });
    each(table, &format!("tr[id='row-{id}']"), |row| {
        set(row, "data-selected", "");
        set(row, "aria-selected", "true");
    });
}

/// The row in which something happened.
pub(super) fn row(event: &Event) -> Option<HtmlElement> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest("tbody tr").ok()??.dyn_into().ok()
}

/// The row above, whether the screen shows it or not.
fn previous(row: &HtmlElement) -> Option<HtmlElement> {
    row.previous_element_sibling()?.dyn_into().ok()
}

/// Whether the screen shows a row or a link in it: a narrow one shows only one level of the tree.
pub(super) fn is_shown(element: &HtmlElement) -> bool {
    element.offset_height() > 0
}

/// The rows that the screen shows, in the order in which they stand.
pub(super) fn shown(table: &Element) -> Vec<HtmlElement> {
    let mut rows: Vec<HtmlElement> = Vec::new();
    each(table, "tbody tr", |row| rows.extend(row.dyn_ref().filter(|row| is_shown(row)).cloned()));
    rows
}

/// The row of the group that this row stands in.
pub(super) fn group_of(row: &HtmlElement) -> Option<HtmlElement> {
    let own = level(row);
    std::iter::successors(previous(row), previous).find(|above| level(above) < own)
}

fn level(row: &HtmlElement) -> u32 {
    row.get_attribute("aria-level").and_then(|level| level.parse().ok()).unwrap_or_default()
}

fn each(table: &Element, selector: &str, mut change: impl FnMut(&Element)) {
    let Ok(found) = table.query_selector_all(selector) else { return };
    for element in (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()) {
        change(&element);
    }
}

fn set(element: &Element, name: &str, value: &str) {
    // Fails for names that are no names; these are.
    let _ = element.set_attribute(name, value);
}
