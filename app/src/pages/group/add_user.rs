//! A user is added to a group.

use super::use_group;
use crate::api::user::AddUser as AddUserFunction;
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{Load, ProblemPage, use_account};
use domain::Problem;
use domain::group::GroupView;
use domain::user::NewUserForm;
use leptos::prelude::*;

/// The dialog that adds a user.
#[component]
pub fn AddUser() -> impl IntoView {
    let form = use_form::<AddUserFunction>();
    view! { <Load from=use_group() children=move |group| dialog(form, group) /> }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    NewUserForm { email: typed.get("email") }.parse().map(drop)
}

fn dialog(form: Form, group: GroupView) -> impl IntoView {
    if !group.may.add_user.allowed {
        return view! { <ProblemPage problem=Problem::Forbidden { reason: group.may.add_user.why } /> }.into_any();
    }
    let links = use_account();
    let title = format!("Add a user to {}", group.name);
    let close = links.group(group.id);
    let add_group = group.may.add_group.allowed.then(|| {
        view! {
            <p>
                <a href=format!("{close}/add")>"Add a group instead"</a>
            </p>
        }
    });
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=close>
            <ErrorSummary title="The user was not added" errors=form.errors() />
            <SendForm form check=check>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="group" value=group.id.to_string() />
                <TextField
                    name="email"
                    label="Email address"
                    kind="email"
                    value=form.value("email", "")
                    error=form.error("email")
                    hint="An invitation is sent there. They can sign in once they accept it; it works once, for 7 days."
                    autocomplete="off"
                    required=true
                    autofocus=true
                />
                {add_group}
                <FormActions>
                    <CancelLink />
                    <SubmitButton label="Add user" pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
    .into_any()
}
