//! Asking again who it is, before something that gives power over others.

use crate::components::PasswordField;
use crate::form::Form;
use leptos::prelude::*;

/// The field for one's own password; nothing while the session proved it a short while ago. A form that was opened
/// before and sent afterwards gets it with the refusal, and keeps it.
#[component]
pub fn ConfirmField(
    /// The form's handle.
    form: Form,
    /// Whether it is asked for from the start.
    needed: bool,
) -> impl IntoView {
    let error = form.error("your_password");
    let asked = Memo::new(move |asked| needed || asked == Some(&true) || error.with(Option::is_some));
    move || {
        asked.get().then(|| {
            view! {
                <PasswordField
                    name="your_password"
                    label="Your password"
                    autocomplete="current-password"
                    hint="Asked again because you last typed it some time ago."
                    error=error
                />
            }
        })
    }
}
