//! The dialog that takes a user's second factor away.

use crate::api::user::{PlanResetFactor, ResetFactor as ResetFactorFunction};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{ConfirmField, Load, load, use_account, use_param};
use domain::identity::ResetFactorView;
use leptos::prelude::*;

/// The dialog.
#[component]
pub fn ResetFactor() -> impl IntoView {
    let account = use_account().account().to_owned();
    let user = use_param("user");
    let form = use_form::<ResetFactorFunction>();
    let loaded = load(move || PlanResetFactor { account: account.clone(), user: user.get() });
    view! { <Load from=loaded children=move |plan| dialog(form, user.get_untracked(), plan) /> }
}

fn dialog(form: Form, user: String, plan: ResetFactorView) -> impl IntoView {
    let links = use_account();
    let close = format!("/a/{}/users/{user}", links.account());
    let title = format!("Reset the second factor of {}?", plan.name);
    let content = match plan.is_set_up {
        true => fields(form, user, plan).into_any(),
        false => view! {
            <p class="dialog__text">"They have no second factor: there is nothing to reset."</p>
            <FormActions>
                <CancelLink label="Back" />
            </FormActions>
        }
        .into_any(),
    };
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=close danger=true>
            {content}
        </Dialog>
    }
}

fn fields(form: Form, user: String, plan: ResetFactorView) -> impl IntoView {
    view! {
        <ErrorSummary title="The second factor was not reset" errors=form.errors() />
        <p class="dialog__text">
            "For somebody who has lost their app and their recovery codes. Make sure that it is really them who asks: afterwards their password is enough to sign in. Their app’s codes and recovery codes are worth nothing then, all their sessions end, and they are told by mail."
        </p>
        <SendForm form guarded=false>
            <input type="hidden" name="account" value=use_account().account().to_owned() />
            <input type="hidden" name="user" value=user />
            <ConfirmField form needed=plan.confirm />
            <FormActions>
                <CancelLink label="Leave it as it is" />
                <SubmitButton label="Reset second factor" tone=SubmitTone::Danger pending=form.pending() />
            </FormActions>
        </SendForm>
    }
}
