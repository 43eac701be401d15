//! The dialog that edits a login: name, access and mail.

use super::list::page;
use super::{fields, logins};
use crate::api::login::{EditLogin, ListLogins, ViewLogin};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{ConfirmField, Load, load, use_account, use_param};
use domain::Problem;
use domain::login::{LoginForm, LoginView};
use leptos::prelude::*;

/// The page with the dialog.
#[component]
pub fn Edit() -> impl IntoView {
    let account = use_account().account().to_owned();
    let user = use_param("user");
    let form = use_form::<EditLogin>();
    let list = {
        let account = account.clone();
        load(move || ListLogins { account: account.clone() })
    };
    let loaded = load(move || ViewLogin { account: account.clone(), user: user.get() });
    view! {
        <Load quiet=true from=list children=page />
        <Load from=loaded children=move |view| dialog(form, view) />
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    LoginForm { full_name: typed.get("login[full_name]"), ..LoginForm::default() }.parse().map(drop)
}

fn dialog(form: Form, view: LoginView) -> impl IntoView {
    let links = use_account();
    let LoginView { login, full_name, types, no_roles, email_note, set_password, confirm, version, is_listed } = view;
    let title = if is_listed { format!("Edit {}", login.name) } else { format!("Give roles to {}", login.name) };
    let (at, user) = (logins(&links), links.user(login.id));
    let version = form.version(version);
    let note = (!email_note.is_empty()).then(|| view! { <p class="dialog__text">{email_note}</p> });
    let suspend = if login.suspended { "End the suspension" } else { "Suspend user" };
    let password = set_password.then(|| {
        view! {
            <li>
                <a href=format!("{user}/password")>"Set a new password"</a>
            </li>
        }
    });
    // Made inside the dialog, which tells its way out where to lead.
    let form_or_reason = move || {
        match no_roles.is_empty() {
        false => view! {
            <p class="dialog__text">{no_roles}</p>
            <FormActions>
                <CancelLink label="Back to Authorized Logins" />
            </FormActions>
        }
        .into_any(),
        true => view! {
            <SendForm form check=check>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="user" value=login.id.to_string() />
                <input type="hidden" name="login[version]" value=move || version.get() />
                <TextField
                    name="login[full_name]"
                    id="full_name"
                    label="Full Name"
                    value=form.value("full_name", &full_name)
                    error=form.error("full_name")
                    autocomplete="off"
                    maxlength=100
                    required=true
                    autofocus=true
                />
                {fields::roles(form, &login.roles, "")}
                {fields::mail(form, "login", "Emails that the login receives", types)}
                <p class="field__hint">
                    "Roles that you take end at once. When you give one, a password or invitation that somebody made for them ends."
                </p>
                <ConfirmField form needed=confirm />
                <FormActions>
                    <CancelLink />
                    <SubmitButton label="Save login" pending=form.pending() />
                </FormActions>
            </SendForm>
            <ul class="dialog__links">
                {password}
                <li>
                    <a href=format!("{user}/suspend")>{suspend}</a>
                </li>
                <li>
                    <a href=user>"Open user"</a>
                </li>
            </ul>
        }
        .into_any(),
    }
    };
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=at>
            <ErrorSummary title="The login was not saved" errors=form.errors() />
            <p class="dialog__text">{login.email}</p>
            {note}
            {form_or_reason()}
        </Dialog>
    }
}
