//! The sign-in page.

use crate::api::session::SignIn as SignInFunction;
use crate::components::{ErrorSummary, PasswordField, PlainFrame, SubmitButton, TextField};
use crate::form::{FormTitle, SendForm, use_form};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The sign-in page. `next` in the address is where the person goes afterwards.
#[component]
pub fn SignIn() -> impl IntoView {
    let form = use_form::<SignInFunction>();
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next")).unwrap_or_default();
    view! {
        <PlainFrame>
            <FormTitle form title="Sign in" />
            <h1>"Sign in"</h1>
            <ErrorSummary title="You are not signed in" errors=form.errors() />
            <SendForm form guarded=false>
                <input type="hidden" name="next" value=form.value("next", &next) />
                <TextField
                    name="email"
                    label="Email address"
                    kind="email"
                    value=form.value("email", "")
                    error=form.error("email")
                    autocomplete="username"
                    required=true
                    autofocus=true
                />
                <PasswordField
                    name="password"
                    label="Password"
                    autocomplete="current-password"
                    error=form.error("password")
                />
                <SubmitButton label="Sign in" wide=true pending=form.pending() />
            </SendForm>
            // A page of the server's own, for which the program is not needed.
            <p>
                <a href="/forgotten" rel="external">
                    "Forgot your password?"
                </a>
            </p>
        </PlainFrame>
    }
}
