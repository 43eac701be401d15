//! The end of a form: what it does, and the way out.

use leptos::prelude::*;

/// The row of actions.
#[component]
pub fn FormActions(
    /// The one action and the way out: Cancel first in a dialog, where they stand at the right, and last on a page.
    children: Children,
) -> impl IntoView {
    view! { <div class="form-actions">{children()}</div> }
}

/// What the action is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubmitTone {
    /// The one action of the page.
    #[default]
    Primary,
    /// One among several.
    Plain,
    /// It destroys.
    Danger,
}

/// The button that sends the form. It stays enabled: a form that is not complete says so when sent,
/// and sending twice is harmless.
#[component]
pub fn SubmitButton(
    /// Verb and object: "Save login".
    #[prop(into)]
    label: String,
    /// What the action is.
    #[prop(optional)]
    tone: SubmitTone,
    /// Whether an answer is awaited.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// Across the whole card, as on sign-in.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    let tone = match tone {
        SubmitTone::Primary => "button button--primary",
        SubmitTone::Plain => "button",
        SubmitTone::Danger => "button button--danger",
    };
    let class = if wide { format!("{tone} button--wide") } else { tone.to_owned() };
    view! {
        <button type="submit" class=class aria-busy=move || pending.get().then_some("true")>
            {label}
        </button>
    }
}
