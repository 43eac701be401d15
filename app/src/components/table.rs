//! Wide tables on narrow screens: the table scrolls, the page does not.

use leptos::prelude::*;

/// The place around a `<table class="table">`. It takes the focus, so that arrow keys scroll it.
#[component]
pub fn TableScroll(
    /// What the table holds, for those who meet the place by keyboard.
    #[prop(into)]
    label: String,
    /// It runs to the edges of the card around it.
    #[prop(optional)]
    flush: bool,
    /// The table.
    children: Children,
) -> impl IntoView {
    let class = if flush { "table-scroll card__flush" } else { "table-scroll" };
    view! {
        <div class=class role="region" aria-label=label tabindex="0">
            {children()}
        </div>
    }
}
