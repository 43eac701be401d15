//! The dialog that suspends a user, and lets them in again.

use crate::api::user::{PlanSuspend, ResumeUser, SuspendUser};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::access::falls;
use crate::pages::{Load, load, use_account, use_param};
use domain::user::SuspendView;
use leptos::prelude::*;

/// The dialog.
#[component]
pub fn Suspend() -> impl IntoView {
    let account = use_account().account().to_owned();
    let user = use_param("user");
    let (suspend, resume) = (use_form::<SuspendUser>(), use_form::<ResumeUser>());
    let loaded = load(move || PlanSuspend { account: account.clone(), user: user.get() });
    view! {
        <Load
            from=loaded
            children=move |plan: SuspendView| {
                let form = if plan.suspended { resume } else { suspend };
                dialog(form, user.get_untracked(), plan)
            }
        />
    }
}

fn dialog(form: Form, user: String, plan: SuspendView) -> impl IntoView {
    let links = use_account();
    let close = format!("/a/{}/users/{user}", links.account());
    let (title, text, label, tone) = match plan.suspended {
        false => (
            format!("Suspend {}?", plan.name),
            "They are signed out of this account at once and cannot come back until the suspension ends. What they were given sleeps meanwhile.",
            "Suspend user",
            SubmitTone::Danger,
        ),
        true => (
            format!("End the suspension of {}?", plan.name),
            "They can sign in again and have what they were given. What they gave to others stays ended.",
            "End suspension",
            SubmitTone::Primary,
        ),
    };
    let falls = (!plan.suspended).then(|| falls(plan.ends, plan.keepable, "Access that they gave ends with it:"));
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=close danger=!plan.suspended>
            <ErrorSummary title="Nothing was changed" errors=form.errors() />
            <p class="dialog__text">{text}</p>
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="user" value=user />
                {falls}
                <FormActions>
                    <CancelLink label="Leave it as it is" />
                    <SubmitButton label tone pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
}
