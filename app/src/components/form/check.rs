//! A box to tick.

use super::error::{Described, FieldError, FieldHint};
use leptos::prelude::*;

/// A labelled checkbox. Unticked, it is not sent at all: read it with `#[server(default)]`.
#[component]
pub fn CheckBox(
    /// The name under which it is sent.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What is sent when it is ticked.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    /// Its id; several boxes with one name need it.
    #[prop(optional, into)]
    id: Option<String>,
    /// Whether it is ticked at first.
    #[prop(optional)]
    checked: bool,
    /// One sentence on what it means.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// It cannot be changed; the hint says why.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let described = Described::new(id.clone(), hint.is_some(), error);
    let by = described.clone();
    view! {
        <div class="check">
            <input
                class="check__box"
                id=id.clone()
                type="checkbox"
                name=name
                value=value
                checked=checked
                disabled=disabled
                aria-invalid=move || described.invalid()
                aria-describedby=move || by.by()
            />
            <label class="check__label" for=id.clone()>
                {label}
            </label>
            <FieldHint id=id.clone() hint />
            <FieldError id error />
        </div>
    }
}
