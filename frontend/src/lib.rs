//! The browser's entry: wakes the page that the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the script in the page after the module has loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(app::app::App);
}
