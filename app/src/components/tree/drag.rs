//! Dragging a user or a group onto a group. Dropping only opens the *Move to…* dialog, which tells what will change:
//! nothing moves by a slip of the hand.
//!
//! The rows themselves say what goes on: `data-dragging` stands on the row in hand, `data-drop` on the group below it,
//! with the value `refused` when nothing would happen there.

use super::grid::{group_of, row};
use leptos::ev::DragEvent;
use leptos::web_sys::{Element, HtmlElement};

/// A row was taken in hand.
pub(super) fn start(event: &DragEvent) {
    let Some(row) = row(event) else { return };
    if let Some(transfer) = event.data_transfer() {
        transfer.set_effect_allowed("move");
        // Some browsers start no drag without data.
        let _ = transfer.set_data("text/plain", &page_of(&row).unwrap_or_default());
    }
    let _ = row.set_attribute("data-dragging", "");
}

/// It is over a row, which shows what letting go would do.
pub(super) fn over(event: &DragEvent) {
    let (Some(target), Some(dragged)) = (row(event), dragged(event)) else { return };
    let takes = takes(&target, &dragged);
    if takes {
        event.prevent_default();
    }
    if !target.has_attribute("data-drop") {
        forget(event, "data-drop");
        if is_group(&target) {
            let _ = target.set_attribute("data-drop", if takes { "" } else { "refused" });
        }
    }
}

/// It has left the grid.
pub(super) fn leave(event: &DragEvent) {
    forget(event, "data-drop");
}

/// It was let go over a row: gives the address of the dialog that asks whether to move it there.
pub(super) fn dropped(event: &DragEvent) -> Option<String> {
    event.prevent_default();
    let (target, dragged) = (row(event)?, dragged(event)?);
    end(event);
    let to = takes(&target, &dragged).then(|| target.id())?;
    Some(format!("{}/move?to={}", page_of(&dragged)?, to.strip_prefix("row-")?))
}

/// It is in hand no longer.
pub(super) fn end(event: &DragEvent) {
    forget(event, "data-drop");
    forget(event, "data-dragging");
}

fn dragged(event: &DragEvent) -> Option<HtmlElement> {
    let table = row(event)?.closest("table").ok()??;
    leptos::wasm_bindgen::JsCast::dyn_into(table.query_selector("tr[data-dragging]").ok()??).ok()
}

fn forget(event: &DragEvent, attribute: &str) {
    let table = row(event).and_then(|row| row.closest("table").ok().flatten());
    let marked = table.and_then(|table| table.query_selector(&format!("tr[{attribute}]")).ok().flatten());
    if let Some(marked) = marked {
        let _ = marked.remove_attribute(attribute);
    }
}

fn is_group(row: &Element) -> bool {
    row.class_list().contains("tree__group")
}

/// A group takes what does not stand in it already, and never itself.
fn takes(target: &HtmlElement, dragged: &HtmlElement) -> bool {
    let is_there = if is_group(dragged) { target == dragged } else { group_of(dragged).as_ref() == Some(target) };
    target.has_attribute("data-takes") && !is_there
}

/// The address of a row's own page, without what the list beside it needs.
fn page_of(row: &HtmlElement) -> Option<String> {
    let link = row.query_selector(".tree__open, a.tree__label").ok()??;
    let href = link.get_attribute("href")?;
    Some(href.split('?').next().unwrap_or_default().to_owned())
}
