//! A group's name, description and billing code as a form.

use super::add::{GroupFields, group_form};
use super::use_group;
use crate::api::group::EditGroup;
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{Load, ProblemPage, use_account};
use domain::Problem;
use domain::access::Offer;
use domain::group::GroupView;
use leptos::prelude::*;

/// The dialog that edits a group.
#[component]
pub fn Edit() -> impl IntoView {
    let form = use_form::<EditGroup>();
    view! { <Load from=use_group() children=move |group| dialog(form, group) /> }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    group_form(typed).parse().map(drop)
}

fn dialog(form: Form, group: GroupView) -> impl IntoView {
    if !group.may.describe.allowed {
        return view! { <ProblemPage problem=Problem::Forbidden { reason: group.may.describe.why } /> }.into_any();
    }
    let links = use_account();
    let title = format!("Edit {}", group.name);
    let version = form.version(group.version);
    let fixed = |offer: &Offer| (!offer.allowed).then(|| offer.why.clone());
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=links.group(group.id)>
            <ErrorSummary title="The group was not saved" errors=form.errors() />
            <SendForm form check=check>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="group" value=group.id.to_string() />
                <input type="hidden" name="version" value=move || version.get() />
                <GroupFields
                    name=form.value("name", &group.name)
                    name_error=form.error("name")
                    description=form.value("description", &group.description)
                    description_error=form.error("description")
                    billing_code=form.value("billing_code", &group.billing_code)
                    billing_code_error=form.error("billing_code")
                    fixed_name=fixed(&group.may.rename)
                    fixed_code=fixed(&group.may.set_billing_code)
                />
                <FormActions>
                    <CancelLink />
                    <SubmitButton label="Save group" pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
    .into_any()
}
