//! A password: pasted, managed and looked at by whoever types it.

use super::super::focus::hydrated;
use super::error::Described;
use super::field::Field;
use leptos::prelude::*;

/// A labelled password input. It carries a value from the server only when that is one to be read: a new password that
/// was made for the form, which is shown at first.
#[component]
pub fn PasswordField(
    /// The name under which it is sent.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// Its id, where the name alone is not unique in the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// A password that was made for the form.
    #[prop(optional, into)]
    made: Option<String>,
    /// One sentence on what it must be.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// It must be filled in.
    #[prop(default = true)]
    required: bool,
    /// It has the first focus of the page or dialog.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let described = Described::new(id.clone(), hint.is_some(), error);
    let by = described.clone();
    let ready = hydrated();
    let (shown, set_shown) = signal(made.is_some());
    let controls = id.clone();
    let object = lower_first(&label);
    view! {
        <Field id=id.clone() label required hint error>
            <div class="field__secret">
                <input
                    class="input"
                    id=id
                    type=move || if shown.get() { "text" } else { "password" }
                    name=name
                    value=made
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required=required
                    autofocus=autofocus
                    aria-invalid=move || described.invalid()
                    aria-describedby=move || by.by()
                />
                {move || {
                    let controls = controls.clone();
                    let object = object.clone();
                    let verb = move || if shown.get() { "Hide" } else { "Show" };
                    ready
                        .get()
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="field__reveal"
                                    aria-controls=controls
                                    aria-label=move || format!("{} {object}", verb())
                                    on:click=move |_| set_shown.update(|shown| *shown = !*shown)
                                >
                                    {verb}
                                </button>
                            }
                        })
                }}
            </div>
        </Field>
    }
}

/// "New password" inside a sentence.
fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
