//! Asks before changes that were not saved are lost.
//!
//! A form whose fields may be changed carries [`GUARDED`] (see `SendForm`). Whatever would leave it is looked at before
//! anything else hears of it: a link, another form, the way back in the history, the end of the document. What counts
//! as changed is read from the fields at that moment, so that what was typed before the script woke counts too, and
//! what was typed and taken back does not.

use leptos::ev::{Event, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::convert::FromWasmAbi;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{
    Element, HtmlAnchorElement, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement,
    HtmlTextAreaElement,
};

/// Marks a form that is not left without a question. With [`REFUSED`] it holds changes whatever its fields say.
const GUARDED: &str = "data-guarded";

/// The value of [`GUARDED`] for a form that came back refused: what its fields started with was never saved.
pub const REFUSED: &str = "refused";

/// Marks the link or form that would have left.
const WAY: &str = "data-way";

/// How the page would have been left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By the link or form that carries [`WAY`].
    Marked,
    /// Through the history.
    Back,
}

/// Whether the question stands, and about what.
#[derive(Clone, Copy, Debug)]
pub struct Unsaved(RwSignal<Option<Way>>);

impl Unsaved {
    /// Looks after the document. To be called once, at the top of the application and before the router, which would
    /// hear of the history first.
    pub fn provide() {
        let asking = RwSignal::new(None);
        if cfg!(not(feature = "ssr")) {
            listen(asking);
        }
        provide_context(Self(asking));
    }

    /// Withdraws the question: what it was about has been saved in the meantime.
    pub fn saved(self) {
        self.0.set(None);
    }
}

/// The question. To stand once, inside the application.
#[component]
pub fn UnsavedChanges() -> impl IntoView {
    let Some(Unsaved(asking)) = use_context() else { return ().into_any() };
    let question = move || match asking.get() {
        Some(way) => view! { <Question asking way /> }.into_any(),
        None => ().into_any(),
    };
    question.into_any()
}

#[component]
fn Question(asking: RwSignal<Option<Way>>, way: Way) -> impl IntoView {
    let element = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        // Only then does it stand in the page.
        request_animation_frame(move || {
            let _ = dialog.show_modal();
        });
    });
    let close = move || {
        if let Some(dialog) = element.get_untracked() {
            // The focus returns to where it was.
            dialog.close();
        }
    };
    // At once, and not when the browser tells that it is closed: the next key may ask anew before that.
    let keep = move || {
        close();
        asking.set(None);
    };
    let on_cancel = move |event: Event| {
        event.prevent_default();
        keep();
    };
    // A browser that closes it by itself tells of it a little later: meanwhile it may have been asked anew.
    let on_close = move |event: Event| {
        if event_target::<Element>(&event).is_connected() {
            asking.set(None);
        }
    };
    let discard = move |_| {
        close();
        asking.set(None);
        for form in forms() {
            let _ = form.remove_attribute(GUARDED);
        }
        match way {
            Way::Marked => follow(),
            Way::Back => drop(history().map(|history| history.back())),
        }
    };
    view! {
        <dialog
            class="dialog"
            role="alertdialog"
            aria-labelledby="unsaved-title"
            aria-describedby="unsaved-text"
            node_ref=element
            on:cancel=on_cancel
            on:close=on_close
        >
            <div class="dialog__body">
                <h2 class="dialog__title" id="unsaved-title">
                    "Leave without saving?"
                </h2>
                <p class="dialog__text" id="unsaved-text">
                    "What you changed here has not been saved."
                </p>
                <div class="form-actions">
                    <button type="button" class="button" autofocus=true on:click=move |_| keep()>
                        "Keep editing"
                    </button>
                    <button type="button" class="button button--danger" on:click=discard>
                        "Discard changes"
                    </button>
                </div>
            </div>
        </dialog>
    }
}

/// Listens for whatever would leave a form, as long as the document is there.
fn listen(asking: RwSignal<Option<Way>>) {
    let ask = move |event: &Event, way: Option<&Element>| {
        event.prevent_default();
        event.stop_immediate_propagation();
        mark(way);
        asking.set(Some(if way.is_some() { Way::Marked } else { Way::Back }));
    };
    on("click", move |event: MouseEvent| {
        if let Some(link) = leaves_by(&event).filter(|_| unsaved().is_some()) {
            ask(&event, Some(&link));
        }
    });
    on("submit", move |event: SubmitEvent| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        if let Some(form) = form.filter(|form| leads_away(form) && unsaved().is_some_and(|unsaved| unsaved != *form)) {
            ask(&event, Some(&form));
        }
    });
    on("popstate", move |event: Event| {
        // A form is sent to the address of its page.
        let here = unsaved().and_then(|form| form.get_attribute("action"));
        if let Some(here) = here.filter(|here| address().as_ref() != Some(here)) {
            // That address again, one step ahead of where Back or Forward led: from there it is one step back.
            let _ = history().map(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&here)));
            ask(&event, None);
        }
    });
    on("beforeunload", |event: Event| {
        if unsaved().is_some() {
            event.prevent_default();
        }
    });
}

/// Listens on the window before anybody else.
fn on<E: FromWasmAbi + 'static>(name: &str, hear: impl Fn(E) + 'static) {
    let hear = Closure::<dyn Fn(E)>::new(hear);
    // Refused for names that are no names; these are.
    let _ = window().add_event_listener_with_callback_and_bool(name, hear.as_ref().unchecked_ref(), true);
    hear.forget();
}

/// The link by which a click leaves the page: none when it opens elsewhere, or leads to a place in the page.
fn leaves_by(event: &MouseEvent) -> Option<Element> {
    let elsewhere = event.button() != 0 || event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let link = target.closest("a[href]").ok()??.dyn_into::<HtmlAnchorElement>().ok()?;
    let is_here = Some(format!("{}{}", link.pathname(), link.search())) == address();
    let stays = elsewhere || is_here || !link.target().is_empty() || link.has_attribute("download");
    (!stays).then(|| link.into())
}

/// Whether sending a form leaves its page: a search does, and what is guarded; the choice of a theme does not.
fn leads_away(form: &HtmlFormElement) -> bool {
    form.method() == "get" || form.has_attribute(GUARDED)
}

/// The guarded form that holds changes, if one does.
fn unsaved() -> Option<HtmlFormElement> {
    forms().into_iter().find(|form| {
        form.get_attribute(GUARDED).as_deref() == Some(REFUSED)
            || all::<Element>(form, "input, select, textarea").iter().any(is_changed)
    })
}

/// Whether a field holds something else than it started with.
fn is_changed(field: &Element) -> bool {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        input.value() != input.default_value() || input.checked() != input.default_checked()
    } else if let Some(text) = field.dyn_ref::<HtmlTextAreaElement>() {
        text.default_value().is_ok_and(|started| started != text.value())
    } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        let options = all::<HtmlOptionElement>(select, "option");
        let started = options.iter().rposition(HtmlOptionElement::default_selected).unwrap_or_default();
        usize::try_from(select.selected_index()).is_ok_and(|selected| selected != started)
    } else {
        false
    }
}

fn forms() -> Vec<HtmlFormElement> {
    document().document_element().map(|root| all(&root, &format!("form[{GUARDED}]"))).unwrap_or_default()
}

fn all<T: JsCast>(root: &Element, selector: &str) -> Vec<T> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

fn mark(way: Option<&Element>) {
    if let Some(before) = marked() {
        let _ = before.remove_attribute(WAY);
    }
    if let Some(way) = way {
        let _ = way.set_attribute(WAY, "");
    }
}

fn marked() -> Option<Element> {
    document().query_selector(&format!("[{WAY}]")).ok().flatten()
}

/// Does what was held back.
fn follow() {
    let Some(way) = marked() else { return };
    mark(None);
    match way.dyn_into::<HtmlFormElement>() {
        Ok(form) => drop(form.request_submit()),
        Err(link) => drop(link.dyn_into::<HtmlElement>().map(|link| link.click())),
    }
}

/// The address that the browser shows, without the place in the page. Browser only.
pub fn address() -> Option<String> {
    let location = window().location();
    Some(format!("{}{}", location.pathname().ok()?, location.search().ok()?))
}

fn history() -> Option<leptos::web_sys::History> {
    window().history().ok()
}
