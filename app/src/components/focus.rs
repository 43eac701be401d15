//! Moving the keyboard's focus, for the places where a link alone would only scroll.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// Gives the element with this id the focus and scrolls it into view; does nothing when it is absent.
/// Browser only.
pub fn focus_by_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // A node that cannot take focus is left alone: the person stays where they are.
        let _ = element.focus();
    }
}

/// The element that has the focus, if it is more than the page itself. Browser only.
pub(super) fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?.dyn_into::<HtmlElement>().ok()?;
    (element.tag_name() != "BODY").then_some(element)
}

/// True once the browser's script runs. The server and the first hydrated frame see `false`, so what
/// depends on it cannot differ between the two.
pub(super) fn hydrated() -> ReadSignal<bool> {
    let (ready, set_ready) = signal(false);
    Effect::new(move |_| set_ready.set(true));
    ready
}
