//! The confirmation that deletes an empty group.

use super::use_group;
use crate::api::group::DeleteGroup;
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, ProblemPage, use_account};
use domain::Problem;
use domain::group::GroupView;
use leptos::prelude::*;

/// The dialog that deletes a group.
#[component]
pub fn Delete() -> impl IntoView {
    let form = use_form::<DeleteGroup>();
    view! { <Load from=use_group() children=move |group| dialog(form, group) /> }
}

fn dialog(form: Form, group: GroupView) -> impl IntoView {
    let links = use_account();
    // A refused form is answered here, also when the group was filled in the meantime.
    if !group.may.delete.allowed && form.errors().get_untracked().is_empty() {
        return view! { <ProblemPage problem=Problem::Forbidden { reason: group.may.delete.why } /> }.into_any();
    }
    let title = format!("Delete {}?", group.name);
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=links.group(group.id) danger=true>
            <ErrorSummary title="The group was not deleted" errors=form.errors() />
            <p class="dialog__text">
                "The group is empty. Access that was given on it ends with it. This cannot be undone; a group of the same name can be added again."
            </p>
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="group" value=group.id.to_string() />
                <FormActions>
                    <CancelLink label="Keep the group" />
                    <SubmitButton label="Delete group" tone=SubmitTone::Danger pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
    .into_any()
}
