//! The keys of the palette: the text keeps the focus, and the keys walk through the results below it.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Does what a key asks for, among `count` results of which `current` is chosen.
pub(super) fn handle(event: &KeyboardEvent, current: Option<usize>, count: usize, choose: impl Fn(usize)) {
    // While letters are composed, the keys are those of the composition.
    let Some(current) = current.filter(|_| !event.is_composing()) else { return };
    match event.key().as_str() {
        "ArrowDown" => choose((current + 1) % count),
        "ArrowUp" => choose((current + count - 1) % count),
        "Home" => choose(0),
        "End" => choose(count - 1),
        "Enter" => {
            if let Some(option) = element(&super::option_id(current)) {
                option.click();
            }
        }
        _ => return,
    }
    event.prevent_default();
}

/// Scrolls the list as far as a result needs to be seen.
pub(super) fn reveal(id: &str) {
    if let Some(option) = element(id) {
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
