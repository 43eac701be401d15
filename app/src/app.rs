//! The one route table.

use leptos::prelude::*;

/// The whole interface.
#[component]
pub fn App() -> impl IntoView {
    view! { <p>"Portico"</p> }
}
