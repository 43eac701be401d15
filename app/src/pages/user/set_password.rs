//! The dialog that sets a user's password, and shows it this once.

use crate::api::user::{PlanSetPassword, SetUserPassword};
use crate::components::{CancelLink, CopyButton, Dialog, ErrorSummary, FormActions, PasswordField, SubmitButton};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{ConfirmField, Load, load, use_account, use_param};
use domain::Problem;
use domain::password::{LEAST, PasswordSet, SetPasswordView, TEMPORARY_DAYS, check_change};
use leptos::prelude::*;

/// The dialog.
#[component]
pub fn SetPassword() -> impl IntoView {
    let account = use_account().account().to_owned();
    let user = use_param("user");
    let form = use_form::<SetUserPassword>();
    let loaded = load(move || PlanSetPassword { account: account.clone(), user: user.get() });
    view! { <Load from=loaded children=move |plan| dialog(form, user.get_untracked(), plan) /> }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    check_change(None, &typed.get("new_password"))
}

fn dialog(form: Form, user: String, plan: SetPasswordView) -> impl IntoView {
    let close = format!("/a/{}/users/{user}", use_account().account());
    let title = format!("Change the password of {}", plan.name);
    let content = move || match form.answer::<PasswordSet>() {
        Some(set) => told(set).into_any(),
        None => fields(form, user.clone(), plan.clone()).into_any(),
    };
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=close>
            {content}
        </Dialog>
    }
}

fn fields(form: Form, user: String, plan: SetPasswordView) -> impl IntoView {
    view! {
        <ErrorSummary title="The password was not changed" errors=form.errors() />
        <p class="dialog__text">
            {format!(
                "They sign in as {} with it, and choose their own before anything else. All their sessions end.",
                plan.email,
            )}
        </p>
        <SendForm form check=check guarded=false>
            <input type="hidden" name="account" value=use_account().account().to_owned() />
            <input type="hidden" name="user" value=user />
            <PasswordField
                name="new_password"
                label="New password"
                autocomplete="off"
                made=plan.suggested.0
                hint=format!(
                    "Made for them; keep it, or write another one of at least {LEAST} characters. It ends after {TEMPORARY_DAYS} days if they do not use it.",
                )
                error=form.error("new_password")
                autofocus=true
            />
            <ConfirmField form needed=plan.confirm />
            <FormActions>
                <CancelLink />
                <SubmitButton label="Set password" pending=form.pending() />
            </FormActions>
        </SendForm>
    }
}

/// What was done. It takes the focus, because the button that had it is gone.
fn told(set: PasswordSet) -> impl IntoView {
    let element = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(told) = element.get() {
            let _ = told.focus();
        }
    });
    view! {
        <div class="told" tabindex="-1" role="status" node_ref=element>
            <p>{format!("The password of {} was set. They sign in as {} with:", set.name, set.email)}</p>
            <p class="told__secret">{set.password.0.clone()}</p>
            <ul class="dialog__list">
                <li>"It is shown only now and sent to nobody: tell them yourself."</li>
                <li>"At the next sign-in they choose their own; before that it opens nothing."</li>
                <li>{format!("It ends on {} if it is not used by then.", set.until)}</li>
                <li>"All their sessions have ended."</li>
                <li>
                    "Whoever may set a password could sign in with it. That is why this stands in the history, where they see it, too."
                </li>
            </ul>
        </div>
        <FormActions>
            <CancelLink label="Done" />
            <CopyButton label="Copy password" text=set.password.0 />
        </FormActions>
    }
}
