//! The dialog that deletes a user.

use crate::api::user::{DeleteUser, PlanDelete};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::access::falls;
use crate::pages::{Load, load, use_account, use_param};
use domain::group::GroupLink;
use domain::user::{DeleteView, RESTORE_DAYS, leaves_alone};
use leptos::prelude::*;

/// The dialog.
#[component]
pub fn Delete() -> impl IntoView {
    let account = use_account().account().to_owned();
    let user = use_param("user");
    let form = use_form::<DeleteUser>();
    let loaded = load(move || PlanDelete { account: account.clone(), user: user.get() });
    view! { <Load from=loaded children=move |plan| dialog(form, user.get_untracked(), plan) /> }
}

fn dialog(form: Form, user: String, plan: DeleteView) -> impl IntoView {
    let links = use_account();
    let close = format!("{}/{user}", links.users());
    let title = format!("Delete {}?", plan.name);
    let list = |all: Vec<String>| all.into_iter().map(|one| view! { <li>{one}</li> }).collect_view();
    if !plan.leaves.is_empty() {
        let leave = |group: GroupLink| {
            let access = format!("{}/access", links.group(group.id));
            let words = format!("Give somebody else access to {}", group.name);
            view! {
                <li>
                    <p>
                        {leaves_alone(&group.name)} " " <a href=access>{words}</a> "."
                    </p>
                </li>
            }
        };
        let leaves = plan.leaves.into_iter().map(leave).collect_view();
        return view! {
            <FormTitle form title=title.clone() />
            <Dialog title close_href=close>
                <ErrorSummary title="The user was not deleted" errors=form.errors() />
                <p class="dialog__text">"They cannot be deleted as things are:"</p>
                <ul class="dialog__list">{leaves}</ul>
                <FormActions>
                    <CancelLink label="Back" />
                </FormActions>
            </Dialog>
        }
        .into_any();
    }
    let releases = (!plan.releases.is_empty()).then(|| {
        view! {
            <p class="dialog__text">"This goes with them:"</p>
            <ul class="dialog__list">{list(plan.releases)}</ul>
        }
    });
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=close danger=true>
            <ErrorSummary title="The user was not deleted" errors=form.errors() />
            <p class="dialog__text">
                {format!(
                    "They are signed out of this account at once. For {RESTORE_DAYS} days they can be restored, without their access and roles; the history keeps what they did.",
                )}
            </p>
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="user" value=user />
                {releases}
                {falls(plan.ends, plan.keepable, "Access that ends with them:")}
                <FormActions>
                    <CancelLink label="Keep the user" />
                    <SubmitButton label="Delete user" tone=SubmitTone::Danger pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
    .into_any()
}
