//! Moving the keyboard's focus, for the places where a link alone would only scroll.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use leptos_router::hooks::use_location;

/// Gives the element with this id the focus and scrolls it into view; does nothing when it is absent.
/// Browser only.
pub fn focus_by_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // A node that cannot take focus is left alone: the person stays where they are.
        let _ = element.focus();
    }
}

/// Whether the address changed since the document was loaded. Before that nothing moves the focus.
#[derive(Clone, Copy)]
struct Moved(StoredValue<bool>);

/// Lets the focus follow the address inside a frame: when another `page` opens, its content takes it. What opens
/// within a page asks [`has_moved`] and takes the focus itself.
pub(super) fn follow(page: Signal<String>) {
    let moved = Moved(StoredValue::new(false));
    provide_context(moved);
    let location = use_location();
    Effect::new(move |before: Option<()>| {
        location.pathname.track();
        location.search.track();
        if before.is_some() {
            moved.0.set_value(true);
        }
    });
    Effect::new(move |before: Option<String>| {
        let page = page.get();
        if before.is_some_and(|before| before != page) {
            focus_by_id("main");
        }
        page
    });
}

/// Whether the person came here from another page or panel without loading the document anew.
pub(super) fn has_moved() -> bool {
    use_context::<Moved>().is_some_and(|Moved(moved)| moved.get_value())
}

/// The element that has the focus, if it is more than the page itself. Browser only.
pub(super) fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?.dyn_into::<HtmlElement>().ok()?;
    (element.tag_name() != "BODY").then_some(element)
}

/// True once the browser's script runs. The server and the first hydrated frame see `false`, so what
/// depends on it cannot differ between the two; what is made later sees `true` from the start.
pub(super) fn hydrated() -> ReadSignal<bool> {
    let (ready, set_ready) = signal(has_moved());
    Effect::new(move |_| set_ready.set(true));
    ready
}
