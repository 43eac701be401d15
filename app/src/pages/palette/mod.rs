//! The palette: a few letters lead to a page, an action or a user.
//!
//! It is a combobox of the WAI-ARIA authoring practices in a modal dialog. Every result is a link, which opens as any
//! other; what would be refused is not among them, because the server told what is not ([`find`]).

mod find;
mod keyboard;

use crate::components::{Icon, IconName, NavEntry};
use crate::links::Links;
use find::{Entry, Finder, Kind};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use leptos::web_sys::EventTarget;

/// The id of the list that the combobox controls.
const LIST: &str = "palette-list";

/// What the palette needs to know of the page that it opens over.
pub struct Palette {
    /// The account's addresses.
    pub links: Links,
    /// The places that this person may go.
    pub places: Vec<NavEntry>,
    /// Whether the users are theirs to look through.
    pub browse_users: bool,
    /// Whether it is open.
    pub open: RwSignal<bool>,
}

/// The palette, open.
pub fn palette(Palette { links, places, browse_users, open }: Palette) -> impl IntoView {
    let finder = Finder::new(links, &places, browse_users);
    let active = RwSignal::new(0_usize);
    let entries = Memo::new(move |_| finder.entries());
    // What was typed may have left fewer.
    let current = Memo::new(move |_| {
        let last = entries.with(Vec::len).checked_sub(1)?;
        Some(active.get().min(last))
    });
    let dialog = NodeRef::<Dialog>::new();
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        // Also when it is asked for again before the browser has told that it was closed.
        open.track();
        let Some(dialog) = dialog.get() else { return };
        let stands = dialog.is_connected();
        let show = move || {
            if !dialog.open() {
                let _ = dialog.show_modal();
            }
        };
        // What was just made stands in the page a frame later; what stands there, before the browser tells of the closing.
        if stands { show() } else { request_animation_frame(show) }
    });
    Effect::new(move |_| {
        if let Some(at) = current.get() {
            keyboard::reveal(&option_id(at));
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            // The focus returns to where it was.
            dialog.close();
        }
    };
    let on_input = move |_| {
        if let Some(input) = input.get_untracked() {
            active.set(0);
            finder.look_for(input.value());
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        let count = entries.with_untracked(Vec::len);
        keyboard::handle(&event, current.get_untracked(), count, |at| active.set(at));
    };
    let on_ground = move |event: MouseEvent| {
        let Some(ground) = dialog.get_untracked() else { return };
        let ground: &EventTarget = ground.as_ref();
        if event.target().as_ref() == Some(ground) {
            close();
        }
    };
    let has_entries = Memo::new(move |_| current.with(Option::is_some));
    view! {
        <dialog
            class="dialog palette"
            aria-label="Go to"
            node_ref=dialog
            on:close=move |_| {
                if dialog.get_untracked().is_none_or(|dialog| !dialog.open()) {
                    open.set(false);
                }
            }
            on:click=on_ground
        >
            <div class="palette__field">
                <Icon name=IconName::Search />
                <input
                    class="palette__input"
                    type="text"
                    role="combobox"
                    node_ref=input
                    autofocus=true
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=if browse_users { "Go to a page, a user or an action" } else { "Go to a page or an action" }
                    aria-label="Go to"
                    aria-autocomplete="list"
                    aria-controls=LIST
                    aria-expanded=move || if has_entries.get() { "true" } else { "false" }
                    aria-activedescendant=move || current.get().map(option_id)
                    on:input=on_input
                    on:keydown=on_keydown
                />
            </div>
            <div
                class="palette__list"
                id=LIST
                role="listbox"
                aria-label="Results"
                hidden=move || !has_entries.get()
                on:click=move |_| close()
            >
                {move || entries.with(|entries| sections(entries, current))}
            </div>
            <p class="palette__status" role="status">
                {move || finder.status()}
            </p>
        </dialog>
    }
}

fn option_id(at: usize) -> String {
    format!("palette-{at}")
}

/// The results under what they are.
fn sections(entries: &[Entry], current: Memo<Option<usize>>) -> impl IntoView + use<> {
    Kind::ALL
        .into_iter()
        .filter(|kind| entries.iter().any(|entry| entry.kind == *kind))
        .map(|kind| {
            let id = format!("palette-{}", kind.words().to_lowercase());
            let options = entries
                .iter()
                .enumerate()
                .filter(|(_, entry)| entry.kind == kind)
                .map(|(at, entry)| option(at, entry.clone(), current))
                .collect_view();
            let by = id.clone();
            view! {
                <div role="group" aria-labelledby=by>
                    <p class="palette__kind" id=id role="presentation">
                        {kind.words()}
                    </p>
                    {options}
                </div>
            }
        })
        .collect_view()
}

fn option(at: usize, entry: Entry, current: Memo<Option<usize>>) -> impl IntoView {
    let is_current = move || current.get() == Some(at);
    view! {
        <a
            class="palette__option"
            id=option_id(at)
            role="option"
            tabindex="-1"
            href=entry.href
            rel=entry.external.then_some("external")
            data-noscroll=(entry.kind == Kind::User).then_some("")
            aria-selected=move || if is_current() { "true" } else { "false" }
        >
            <Icon name=entry.icon />
            <span class="palette__label">{entry.label}</span>
            <span class="palette__detail">{entry.detail}</span>
        </a>
    }
}
