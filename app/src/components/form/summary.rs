//! What went wrong with a form, in one place that takes the focus.

use super::super::focus::focus_by_id;
use leptos::prelude::*;
use leptos::web_sys::MouseEvent;

/// The list of a form's errors; nothing while there are none. It takes the focus when the page wakes
/// and whenever the errors change.
#[component]
pub fn ErrorSummary(
    /// What did not happen: "The login was not saved".
    #[prop(into)]
    title: String,
    /// The id of each field with the words that also stand beside it; an empty id for what concerns
    /// the whole form.
    #[prop(into)]
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let element = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if errors.with(Vec::is_empty) {
            return;
        }
        if let Some(summary) = element.get() {
            let _ = summary.focus();
        }
    });
    move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            view! {
                <div class="error-summary" role="alert" tabindex="-1" node_ref=element>
                    <h2 class="error-summary__title">{title.clone()}</h2>
                    <ul class="error-summary__list">
                        {errors.into_iter().map(|(field, words)| entry(field, words)).collect_view()}
                    </ul>
                </div>
            }
        })
    }
}

/// One error. The router would only scroll to the field, so the focus is moved by hand.
fn entry(field: String, words: String) -> impl IntoView {
    if field.is_empty() {
        return view! { <li>{words}</li> }.into_any();
    }
    let href = format!("#{field}");
    let jump = move |event: MouseEvent| {
        event.prevent_default();
        focus_by_id(&field);
    };
    view! {
        <li>
            <a href=href on:click=jump>
                {words}
            </a>
        </li>
    }
    .into_any()
}
