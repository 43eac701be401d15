//! Removing one's second factor.

use super::page;
use crate::api::security::{RemoveFactor, ViewSecurity};
use crate::components::{ErrorSummary, FormActions, PasswordField, SubmitButton, SubmitTone, TextField};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account};
use domain::identity::SecurityView;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Remove() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<RemoveFactor>();
    let loaded = load(move || ViewSecurity { account: account.clone() });
    view! {
        <FormTitle form title="Remove second factor" />
        <div class="page">
            <h1>"Remove second factor"</h1>
            <Load from=loaded children=move |security| content(form, security) />
        </div>
    }
}

/// Why there is nothing to remove, and the way back.
fn nothing(why: String, back: String) -> impl IntoView {
    view! {
        <p class="page__text">{why}</p>
        <p>
            <a class="button" href=back>
                "Back to sign-in and security"
            </a>
        </p>
    }
}

fn content(form: Form, security: SecurityView) -> impl IntoView {
    let back = page();
    if security.factor.is_none() {
        return nothing("You have no second factor.".to_owned(), back).into_any();
    }
    if let Some(account) = security.required_by.first() {
        let text = format!("{account} requires a second factor: it cannot be removed.");
        return nothing(text, back).into_any();
    }
    view! {
        <p class="page__text">
            "Your password alone is enough to sign in then. Your recovery codes end, and you are told by mail."
        </p>
        <ErrorSummary title="Your second factor was not removed" errors=form.errors() />
        <SendForm form guarded=false>
            <input type="hidden" name="account" value=use_account().account().to_owned() />
            <PasswordField
                name="current_password"
                label="Your password"
                autocomplete="current-password"
                error=form.error("current_password")
            />
            <TextField
                name="code"
                label="Code"
                hint="The six digits that your app shows, or a recovery code."
                error=form.error("code")
                autocomplete="one-time-code"
                maxlength=40
                required=true
            />
            <FormActions>
                <SubmitButton label="Remove second factor" tone=SubmitTone::Danger pending=form.pending() />
                <a class="button" href=back>
                    "Cancel"
                </a>
            </FormActions>
        </SendForm>
    }
    .into_any()
}
