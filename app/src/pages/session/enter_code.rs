//! The code of a second factor, after the right password.

use crate::api::session::EnterCode as EnterCodeFunction;
use crate::components::{ErrorSummary, PlainFrame, SubmitButton, TextField};
use crate::form::{FormTitle, SendForm, use_form};
use domain::identity::CODE_MINUTES;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page. `next` in the address is where the person goes afterwards.
#[component]
pub fn EnterCode() -> impl IntoView {
    let form = use_form::<EnterCodeFunction>();
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next")).unwrap_or_default();
    let again = format!("/sign-in?next={}", crate::links::escape(&next));
    view! {
        <PlainFrame>
            <FormTitle form title="Enter your code" />
            <h1>"Enter your code"</h1>
            <p>{format!("Open your authenticator app. You have {CODE_MINUTES} minutes.")}</p>
            <ErrorSummary title="You are not signed in" errors=form.errors() />
            <SendForm form guarded=false>
                <input type="hidden" name="next" value=form.value("next", &next) />
                <TextField
                    name="code"
                    label="Code"
                    hint="The six digits that the app shows for Portico. Without the app: one of your recovery codes."
                    error=form.error("code")
                    autocomplete="one-time-code"
                    maxlength=40
                    required=true
                    autofocus=true
                />
                <SubmitButton label="Sign in" wide=true pending=form.pending() />
            </SendForm>
            <p>
                <a href=again>"Start again with your password"</a>
            </p>
        </PlainFrame>
    }
}
