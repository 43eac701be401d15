//! The tree grid of the Users page.
//!
//! The server renders a table whose links do everything: open and close a group, open a user. When the script wakes,
//! the same table becomes a tree grid of the WAI-ARIA authoring practices ([`grid`]): one tab stop, arrows, type-ahead
//! ([`keyboard`]); and rows can be dragged onto a group ([`drag`]), which opens the same dialog as *Move to…*. A narrow
//! screen shows one [`level`] of it at a time.

mod drag;
mod grid;
mod keyboard;
mod level;
mod rows;

use super::focus::{focus_by_id, focused, has_moved};
use crate::links::Links;
use domain::tree::{Row, TreePage, TreeView};
use keyboard::TypeAhead;
use leptos::ev::{DragEvent, FocusEvent, KeyboardEvent};
use leptos::html::Table;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use level::Level;

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
    let first = page.rows.first().and_then(row_id).unwrap_or_default();
    let listed = |id: &str| page.rows.iter().any(|row| row_id(row).as_deref() == Some(id));
    let at_first = [selected.get_untracked(), last.get_value()].into_iter().find(|id| listed(id)).unwrap_or(first);
    // The row that takes the focus when the grid is tabbed into.
    last.set_value(at_first);
    let table = NodeRef::<Table>::new();
    Effect::new(move |_| {
        if let (Some(table), Some(id)) = (table.get(), last.try_get_value()) {
            grid::enhance(&table, &id);
        }
    });
    Effect::new(move |_| {
        if let (Some(table), Some(id)) = (table.get(), selected.try_get()) {
            grid::select(&table, &id);
        }
    });
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
    let level = if page.list.is_some() { Level::default() } else { Level::of(&page, &view) };
    let one_level = page.list.is_none().then_some("");
    let context = rows::Context {
        links,
        view,
        open: page.open,
        is_list: page.list.is_some(),
        selected: selected.get_untracked(),
        level,
    };
    let type_ahead = TypeAhead::new();
    let navigate = use_navigate();
    let go = move |href: &str| navigate(href, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    let go_to_dialog = go.clone();
    let on_keydown = move |event: KeyboardEvent| keyboard::handle(&event, type_ahead, &go);
    let on_drop = move |event: DragEvent| {
        if let Some(dialog) = drag::dropped(&event) {
            go_to_dialog(&dialog);
        }
    };
    let on_focus = move |event: FocusEvent| {
        if let (Some(table), Some(id)) = (table.get_untracked(), keyboard::row_of(&event)) {
            grid::tab_to(&table, &id);
            last.set_value(id);
        }
    };
    let rows = page.rows.into_iter().enumerate().map(|(at, row)| rows::row(&context, at, row)).collect_view();
    view! {
        {rows::glyphs()}
        <table
            class="tree"
            data-one-level=one_level
            aria-label="Users by group"
            node_ref=table
            on:keydown=on_keydown
            on:focusin=on_focus
            on:dragstart=|event| drag::start(&event)
            on:dragover=|event| drag::over(&event)
            on:dragleave=|event| drag::leave(&event)
            on:dragend=|event| drag::end(&event)
            on:drop=on_drop
        >
            <thead>
                <tr>
                    <th class="tree__id" scope="col">
                        "User id"
                    </th>
                    <th class="tree__name" scope="col">
                        "Friendly name"
                    </th>
                    <th class="tree__active" scope="col">
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
