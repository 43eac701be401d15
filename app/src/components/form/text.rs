//! One line of text.

use super::error::Described;
use super::field::Field;
use leptos::prelude::*;

/// A labelled input.
#[component]
pub fn TextField(
    /// The name under which it is sent.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Its id, where the name alone is not unique in the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// `email`, `tel`, `number`, `url`, `date`, `search`; `text` unless told.
    #[prop(default = "text")]
    kind: &'static str,
    /// What it holds at first.
    #[prop(optional_no_strip, into)]
    value: Option<String>,
    /// One sentence that helps to fill it in.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The purpose, in the words of the HTML standard, so that browsers can fill it in (WCAG 1.3.5).
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// The keyboard that a touch screen shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// The id of a `<datalist>` that it is completed from.
    #[prop(optional, into)]
    list: Option<String>,
    /// The most characters that it takes.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// It must be filled in.
    #[prop(optional)]
    required: bool,
    /// It is shown and sent but cannot be changed.
    #[prop(optional)]
    readonly: bool,
    /// It has the first focus of the page or dialog.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let described = Described::new(id.clone(), hint.is_some(), error);
    let by = described.clone();
    // Spelling marks under names, addresses and numbers are noise.
    let spellcheck = if kind == "text" { None } else { Some("false") };
    view! {
        <Field id=id.clone() label required hint error>
            <input
                class="input"
                id=id
                type=kind
                name=name
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                list=list
                maxlength=maxlength
                spellcheck=spellcheck
                required=required
                readonly=readonly
                autofocus=autofocus
                aria-invalid=move || described.invalid()
                aria-describedby=move || by.by()
            />
        </Field>
    }
}
