//! The dialog that adds a login.

use super::list::page;
use super::{fields, logins};
use crate::api::login::{AddLogin, ListLogins};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, PasswordField, SubmitButton, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{ConfirmField, Load, load, use_account};
use domain::Problem;
use domain::login::{LoginForm, LoginsView};
use domain::password::{LEAST, TEMPORARY_DAYS};
use leptos::prelude::*;

/// The field of a refusal in which the id of the user stands who has the address already.
const KNOWN: &str = "known_user";

/// The page with the dialog.
#[component]
pub fn Add() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<AddLogin>();
    let loaded = load(move || ListLogins { account: account.clone() });
    view! {
        <Load
            from=loaded
            children=move |view: LoginsView| {
                let dialog = dialog(form, view.clone());
                view! {
                    {page(view)}
                    {dialog}
                }
            }
        />
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    let form = LoginForm {
        email: typed.get("login[email]"),
        full_name: typed.get("login[full_name]"),
        ..LoginForm::default()
    };
    form.parse_new(&typed.get("new_password"), &typed.get("confirm_password")).map(drop)
}

fn dialog(form: Form, view: LoginsView) -> impl IntoView {
    let links = use_account();
    let at = logins(&links);
    let (all, known) = (form.errors(), form.error(KNOWN));
    let errors = Signal::derive(move || {
        all.get().into_iter().filter(|(field, _)| field != KNOWN).collect::<Vec<(String, String)>>()
    });
    let lead = {
        let at = at.clone();
        move || {
            let href = format!("{at}/{}", known.get()?);
            Some(view! {
                <p>
                    <a href=href>"Give that user roles"</a>
                </p>
            })
        }
    };
    view! {
        <FormTitle form title="Add an Authorized Login" />
        <Dialog title="Add an Authorized Login" close_href=at>
            <ErrorSummary title="The login was not added" errors />
            {lead}
            <p class="dialog__text">
                {format!(
                    "An invitation is sent to the address. Whoever accepts it signs in with the password that you write here, and chooses their own before anything else; after {TEMPORARY_DAYS} days it is over. Whoever has a login already keeps their own password.",
                )}
            </p>
            <SendForm form check=check>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <TextField
                    name="login[email]"
                    id="email"
                    label="Email Address"
                    kind="email"
                    value=form.value("email", "")
                    error=form.error("email")
                    autocomplete="off"
                    required=true
                    autofocus=true
                />
                <TextField
                    name="login[full_name]"
                    id="full_name"
                    label="Full Name"
                    value=form.value("full_name", "")
                    error=form.error("full_name")
                    autocomplete="off"
                    maxlength=100
                    required=true
                />
                <PasswordField
                    name="new_password"
                    label="New Password"
                    autocomplete="new-password"
                    hint=format!("At least {LEAST} characters. It is sent to nobody: tell them yourself.")
                    error=form.error("new_password")
                />
                <PasswordField
                    name="confirm_password"
                    label="Confirm Password"
                    autocomplete="new-password"
                    error=form.error("confirm_password")
                />
                {fields::roles(form, &[], "")}
                {fields::mail(form, "login", "Emails that the login receives", view.types)}
                <ConfirmField form needed=view.confirm />
                <FormActions>
                    <CancelLink />
                    <SubmitButton label="Save" pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
}
