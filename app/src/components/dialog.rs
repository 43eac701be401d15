//! Dialogs that are pages first.
//!
//! The server sends `<dialog open>` on a dimmed ground that is a link: without a script the dialog is
//! whole and can be left. When the script wakes it reopens the same element as modal, and the browser
//! keeps focus inside and makes the page behind inert. Esc is answered in `escape`.

use super::focus::focused;
use crate::links::here;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, EventTarget, HtmlElement, MouseEvent};

/// Marks what had the focus before the dialog, to give it back.
const OPENER: &str = "data-opener";

/// For how long a page beneath is waited for: some seconds.
const FRAMES: u32 = 300;

/// What the actions of a dialog need to know of it.
#[derive(Clone)]
struct DialogContext {
    close_href: String,
    danger: bool,
}

/// A dialog, which is a route of its own. Its children end with `<FormActions>` that hold a
/// `<CancelLink/>` and the one action.
#[component]
pub fn Dialog(
    /// Names the object and what happens to it.
    #[prop(into)]
    title: String,
    /// Where Cancel, Esc and the ground lead.
    #[prop(into)]
    close_href: String,
    /// It destroys or cannot be undone: focus starts on Cancel.
    #[prop(optional)]
    danger: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    provide_context(DialogContext { close_href: close_href.clone(), danger });
    let element = NodeRef::<leptos::html::Dialog>::new();
    // Set in the browser, once the dialog is there.
    let opened = StoredValue::new(false);
    let address = here();

    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        opened.set_value(true);
        if let Some(opener) = focused().filter(|node| node.id() != "main" && !dialog.contains(Some(node))) {
            let _ = opener.set_attribute(OPENER, "");
        }
        // Only then does it stand in the page.
        request_animation_frame(move || {
            if !dialog.is_connected() {
                return;
            }
            // `close()` would queue a close event; taking the attribute away does not.
            let _ = dialog.remove_attribute("open");
            if dialog.show_modal().is_err() {
                let _ = dialog.set_attribute("open", "");
            }
        });
    });
    on_cleanup(move || {
        if opened.try_get_value() == Some(true) {
            // After the frame in which the dialog leaves the page; before it, the page is still inert.
            request_animation_frame(move || give_back(address, FRAMES));
        }
    });

    // By the link under the dialog, so that what looks after links looks after this too.
    let ground = NodeRef::<leptos::html::A>::new();
    let leave = move || {
        if let Some(ground) = ground.get_untracked() {
            ground.click();
        }
    };
    let on_cancel = move |event: Event| {
        // What cannot be prevented closes the dialog in a moment.
        if event.cancelable() {
            event.prevent_default();
            leave();
        }
    };
    // A browser that is asked twice to close a dialog closes it, whatever the page says. It stays until it was left.
    let on_close = move |_| {
        if let Some(dialog) = element.get_untracked() {
            let _ = dialog.show_modal();
            leave();
        }
    };
    let on_click = move |event: MouseEvent| {
        // A click on the dialog itself and not on its content is one on the ground around it.
        let Some(dialog) = element.get_untracked() else { return };
        let dialog: &EventTarget = dialog.as_ref();
        if event.target().as_ref() == Some(dialog) {
            leave();
        }
    };
    view! {
        <a
            class="dialog-ground"
            href=close_href
            tabindex="-1"
            aria-hidden="true"
            data-noscroll=""
            node_ref=ground
        ></a>
        <dialog
            class="dialog"
            open
            aria-labelledby="dialog-title"
            role=danger.then_some("alertdialog")
            node_ref=element
            on:cancel=on_cancel
            on:close=on_close
            on:click=on_click
        >
            <div class="dialog__body">
                <h2 class="dialog__title" id="dialog-title">
                    {title}
                </h2>
                {children()}
            </div>
        </dialog>
    }
}

/// Gives the focus back to what had it before the dialog, or else to the link that leads to it: the page beneath may have
/// been left for the dialog. Then it may still be on its way, and is waited for unless something else takes the focus.
fn give_back(address: String, frames: u32) {
    let find = |selector: &str| Some(document().query_selector(selector).ok()??.unchecked_into::<HtmlElement>());
    let link = || find(&format!("main a[href=\"{address}\"]"));
    if frames < FRAMES && focused().is_some_and(|element| element.id() != "main") {
        return;
    }
    if let Some(found) = find("[data-opener]").or_else(link).or_else(|| find("#panel-title")) {
        let _ = found.remove_attribute(OPENER);
        let _ = found.focus();
    } else if frames > 0 {
        request_animation_frame(move || give_back(address, frames - 1));
    }
}

/// The way out of a `<Dialog>`. In one that destroys it has the first focus.
#[component]
pub fn CancelLink(
    /// Better than "Cancel" where it can say what stays: "Keep it in Operations".
    #[prop(default = "Cancel".to_owned(), into)]
    label: String,
    /// It has the first focus although nothing is destroyed.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    use_context::<DialogContext>().map(|dialog| {
        view! {
            <a class="button" href=dialog.close_href autofocus={first || dialog.danger} data-noscroll="">
                {label}
            </a>
        }
    })
}
