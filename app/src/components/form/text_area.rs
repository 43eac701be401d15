//! Several lines of text.

use super::error::Described;
use super::field::Field;
use leptos::prelude::*;

/// A labelled text area.
#[component]
pub fn TextAreaField(
    /// The name under which it is sent.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Its id, where the name alone is not unique in the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// What it holds at first.
    #[prop(optional_no_strip, into)]
    value: Option<String>,
    /// One sentence that helps to fill it in.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// How many lines it shows.
    #[prop(default = 4)]
    rows: u32,
    /// The most characters that it takes.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// It must be filled in.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let described = Described::new(id.clone(), hint.is_some(), error);
    let by = described.clone();
    view! {
        <Field id=id.clone() label required hint error>
            <textarea
                class="input"
                id=id
                name=name
                rows=rows
                maxlength=maxlength
                required=required
                aria-invalid=move || described.invalid()
                aria-describedby=move || by.by()
                inner_html=escaped(&value.unwrap_or_default())
            ></textarea>
        </Field>
    }
}

/// The text as HTML. Leptos writes the children of a `<textarea>` unescaped, so that a value with
/// `</textarea>` in it could continue as markup; the browser reads this form back as it was typed.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
