//! Yes or no.

use leptos::prelude::*;

/// A labelled box. Unchecked it is not sent at all.
#[component]
pub fn CheckField(
    /// The name under which it is sent, with the value `true`.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Whether it is checked at first.
    #[prop(optional)]
    checked: bool,
    /// One sentence that says what it means.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let id = name.clone();
    let hint_id = format!("{name}-hint");
    let described = hint.is_some().then(|| hint_id.clone());
    view! {
        <div class="check">
            <input
                class="check__box"
                id=id.clone()
                type="checkbox"
                name=name
                value="true"
                checked=checked
                aria-describedby=described
            />
            <div>
                <label class="check__label" for=id>
                    {label}
                </label>
                {hint
                    .map(|hint| {
                        view! {
                            <p class="field__hint" id=hint_id>
                                {hint}
                            </p>
                        }
                    })}
            </div>
        </div>
    }
}
