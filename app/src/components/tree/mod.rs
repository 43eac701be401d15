//! The tree grid of the Users page.
//!
//! The server renders a table whose links do everything: open and close a group, open a user. When the script wakes,
//! the same table becomes a tree grid of the WAI-ARIA authoring practices: one tab stop, arrows, type-ahead
//! ([`keyboard`]); and rows can be dragged onto a group ([`drag`]), which opens the same dialog as *Move to…*.

mod drag;
mod keyboard;
mod rows;

use super::focus::{focus_by_id, focused, has_moved, hydrated};
use crate::links::Links;
use domain::tree::{Row, TreePage, TreeView};
use drag::Dragging;
use keyboard::TypeAhead;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The tree grid.
#[component]
pub fn Tree(
    /// The account's addresses.
    links: Links,
    /// What the address asks for.
    view: TreeView,
    /// The rows.
    page: TreePage,
    /// The id of the user or group whose panel is open; empty when none is.
    selected: Memo<String>,
    /// The id of the row that had the focus last; it outlives the rows.
    last: StoredValue<String>,
) -> impl IntoView {
    let ready = hydrated();
    let first = page.rows.first().and_then(row_id).unwrap_or_default();
    let listed = |id: &str| page.rows.iter().any(|row| row_id(row).as_deref() == Some(id));
    let at_first = [selected.get_untracked(), last.get_value()].into_iter().find(|id| listed(id)).unwrap_or(first);
    last.set_value(at_first.clone());
    // The row that takes the focus when the grid is tabbed into.
    let current = RwSignal::new(at_first);
    // The rows before these took the focus with them, unless it was elsewhere.
    let opened_here = has_moved();
    Effect::new(move |_| {
        if opened_here {
            // Only then do they stand in the page.
            request_animation_frame(move || {
                if let (None, Some(id)) = (focused(), last.try_get_value()) {
                    focus_by_id(&format!("row-{id}"));
                }
            });
        }
    });
    let context = rows::Context {
        links,
        view,
        open: page.open,
        is_list: page.list.is_some(),
        selected,
        current,
        ready,
        dragging: Dragging::new(),
    };
    let type_ahead = TypeAhead::new();
    let navigate = use_navigate();
    let on_keydown = move |event: leptos::ev::KeyboardEvent| keyboard::handle(&event, type_ahead, &navigate);
    let on_focus = move |event: leptos::ev::FocusEvent| {
        if let Some(id) = keyboard::row_of(&event) {
            last.set_value(id.clone());
            current.set(id);
        }
    };
    let rows = page.rows.into_iter().map(|row| rows::row(&context, row)).collect_view();
    view! {
        {rows::glyphs()}
        <table
            class="tree"
            role=move || ready.get().then_some("treegrid")
            aria-label="Users by group"
            on:keydown=on_keydown
            on:focusin=on_focus
        >
            <thead>
                <tr role=move || ready.get().then_some("row")>
                    <th class="tree__id" scope="col" role=move || ready.get().then_some("columnheader")>
                        "User id"
                    </th>
                    <th class="tree__name" scope="col" role=move || ready.get().then_some("columnheader")>
                        "Friendly name"
                    </th>
                    <th class="tree__active" scope="col" role=move || ready.get().then_some("columnheader")>
                        "Active"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row_id(row: &Row) -> Option<String> {
    match row {
        Row::Group(group) => Some(group.id.to_string()),
        Row::User(user) => Some(user.id.to_string()),
        Row::MoreUsers { .. } | Row::MoreGroups { .. } => None,
    }
}
