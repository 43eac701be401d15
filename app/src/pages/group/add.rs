//! A group is added below another one.

use super::use_group;
use crate::api::group::AddGroup;
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{Load, ProblemPage, use_account};
use domain::Problem;
use domain::group::{GroupForm, GroupView};
use leptos::prelude::*;

/// The dialog that adds a group.
#[component]
pub fn Add() -> impl IntoView {
    let form = use_form::<AddGroup>();
    view! { <Load from=use_group() children=move |parent| dialog(form, parent) /> }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    group_form(typed).parse().map(drop)
}

/// What is typed into [`GroupFields`].
pub(super) fn group_form(typed: &Typed) -> GroupForm {
    let [name, description, billing_code] = ["name", "description", "billing_code"].map(|field| typed.get(field));
    GroupForm { name, description, billing_code }
}

fn dialog(form: Form, parent: GroupView) -> impl IntoView {
    if !parent.may.add_group.allowed {
        return view! { <ProblemPage problem=Problem::Forbidden { reason: parent.may.add_group.why } /> }.into_any();
    }
    let links = use_account();
    let title = format!("Add a group to {}", parent.name);
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=links.group(parent.id)>
            <ErrorSummary title="The group was not added" errors=form.errors() />
            <SendForm form check=check>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="parent" value=parent.id.to_string() />
                <GroupFields
                    name=form.value("name", "")
                    name_error=form.error("name")
                    description=form.value("description", "")
                    description_error=form.error("description")
                    billing_code=form.value("billing_code", "")
                    billing_code_error=form.error("billing_code")
                />
                <FormActions>
                    <CancelLink />
                    <SubmitButton label="Add group" pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
    .into_any()
}

/// The fields of a group, as it is added and as it is edited.
#[component]
pub(super) fn GroupFields(
    name: String,
    name_error: Signal<Option<String>>,
    description: String,
    description_error: Signal<Option<String>>,
    billing_code: String,
    billing_code_error: Signal<Option<String>>,
    /// Why the name cannot be changed.
    #[prop(optional_no_strip)]
    fixed_name: Option<String>,
    /// Why the billing code cannot be changed.
    #[prop(optional_no_strip)]
    fixed_code: Option<String>,
) -> impl IntoView {
    let name_hint = fixed_name.clone().unwrap_or_else(|| "Unique among the groups beside it; without “/”.".to_owned());
    let code_hint =
        fixed_code.clone().unwrap_or_else(|| "The code under which its cost is billed internally.".to_owned());
    view! {
        <TextField
            name="name"
            label="Name"
            value=name
            error=name_error
            maxlength=100
            required=true
            readonly=fixed_name.is_some()
            autofocus=fixed_name.is_none()
            autocomplete="off"
            hint=name_hint
        />
        <TextField name="description" label="Description" value=description error=description_error maxlength=1000 />
        <TextField
            name="billing_code"
            label="Billing code"
            value=billing_code
            error=billing_code_error
            maxlength=40
            readonly=fixed_code.is_some()
            autocomplete="off"
            hint=code_hint
        />
    }
}
