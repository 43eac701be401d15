//! What is shown once and wanted elsewhere is copied by a button.

use leptos::prelude::*;

/// Copies a text. Only a script can: without one there is no button, and the text is selected by one click.
#[component]
pub fn CopyButton(
    /// What is copied: "Copy token".
    label: &'static str,
    /// The text.
    text: String,
) -> impl IntoView {
    let awake = RwSignal::new(false);
    let copied = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let copy = move |_| {
        drop(window().navigator().clipboard().write_text(&text));
        copied.set(true);
    };
    let copy = StoredValue::new(copy);
    move || {
        awake.get().then(|| {
            view! {
                <button class="button button--primary" type="button" on:click=move |event| copy.with_value(|copy| copy(event))>
                    {move || if copied.get() { "Copied" } else { label }}
                </button>
            }
        })
    }
}
