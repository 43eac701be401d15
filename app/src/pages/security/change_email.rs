//! Signing in with another address.

use crate::api::profile::ViewProfile;
use crate::api::security::AskEmail;
use crate::components::{ErrorSummary, FormActions, PasswordField, Property, PropertyList, SubmitButton, TextField};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account};
use domain::profile::ProfileView;
use leptos::prelude::*;

/// The page.
#[component]
pub fn ChangeEmail() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<AskEmail>();
    let loaded = load(move || ViewProfile { account: account.clone() });
    view! {
        <FormTitle form title="Change email" />
        <div class="page">
            <h1>"Change email"</h1>
            <p class="page__text">
                "A link is sent to the new address. Once you open it, you sign in with that address in every account that you belong to, and your other sessions end. We tell your present address about it."
            </p>
            <Load from=loaded children=move |profile| fields(form, profile) />
        </div>
    }
}

fn fields(form: Form, profile: ProfileView) -> impl IntoView {
    let links = use_account();
    view! {
        <ErrorSummary title="No link was sent" errors=form.errors() />
        <PropertyList>
            <Property label="Email">{profile.email}</Property>
        </PropertyList>
        <SendForm form>
            <input type="hidden" name="account" value=links.account().to_owned() />
            <TextField
                name="new_email"
                label="New email address"
                kind="email"
                value=form.value("new_email", "")
                error=form.error("new_email")
                autocomplete="email"
                required=true
            />
            <PasswordField
                name="current_password"
                label="Your password"
                autocomplete="current-password"
                error=form.error("current_password")
            />
            <FormActions>
                <SubmitButton label="Send link" pending=form.pending() />
                <a class="button" href=links.profile()>
                    "Cancel"
                </a>
            </FormActions>
        </SendForm>
    }
}
