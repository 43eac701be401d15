//! Esc leaves one dialog at a time, and asks it first.
//!
//! A browser may count dialogs that a person did not open by a click or a key as one, and close all of them with a
//! single Esc, without asking (HTML, “close watcher”): the question about unsaved changes, and the form that it asks
//! about. So Esc is answered here before it gets there, as the browser would for one dialog.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, EventInit, HtmlDialogElement};

/// Answers Esc in modal dialogs, as long as the document is there. To be called once.
pub fn answer_escape() {
    if cfg!(not(feature = "ssr")) {
        // It is never taken away again.
        let _ = window_event_listener(ev::keydown, |event| {
            if let Some(dialog) = left_by(&event) {
                event.prevent_default();
                leave(&dialog);
            }
        });
    }
}

/// The modal dialog that is left by a key: the one that holds the focus, which is the topmost.
fn left_by(event: &KeyboardEvent) -> Option<HtmlDialogElement> {
    // An input method takes Esc for itself.
    let leaves = event.key() == "Escape" && !event.is_composing();
    let focused = document().active_element().filter(|_| leaves)?;
    Some(focused.closest("dialog:modal").ok()??.unchecked_into())
}

/// Asks the dialog with the browser's own event, and closes it unless it looks after that itself.
fn leave(dialog: &HtmlDialogElement) {
    let init = EventInit::new();
    init.set_cancelable(true);
    let asked = Event::new_with_event_init_dict("cancel", &init).and_then(|cancel| dialog.dispatch_event(&cancel));
    if asked.is_ok_and(|goes| goes) {
        dialog.close();
    }
}
