//! A person, by User id.

use super::text::TextField;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlInputElement};

/// A labelled input for a User id, which the browser completes from what is suggested.
#[component]
pub fn PersonField(
    /// The name under which it is sent.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What it holds at first.
    #[prop(optional_no_strip, into)]
    value: Option<String>,
    /// One sentence that helps to fill it in.
    #[prop(into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whom to suggest: User id and name.
    #[prop(into)]
    suggested: Signal<Vec<(String, String)>>,
    /// Called with what was typed so far.
    on_typed: Callback<String>,
) -> impl IntoView {
    let list = format!("{name}-suggested");
    let on_input = move |event: Event| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            on_typed.run(input.value());
        }
    };
    let options = move || {
        suggested.get().into_iter().map(|(handle, name)| view! { <option value=handle>{name}</option> }).collect_view()
    };
    view! {
        <div on:input=on_input>
            <TextField
                name
                label
                value
                hint
                error
                list=list.clone()
                inputmode="email"
                autocomplete="off"
                maxlength=254
                required=true
            />
            <datalist id=list>{options}</datalist>
        </div>
    }
}
