//! Choosing one's own password: from My Profile, or because somebody else set the one that is there.

use crate::api::session::{ChangePassword, PlanPassword, SignOut};
use crate::components::{ErrorSummary, FormActions, PasswordField, PlainFrame, SubmitButton, SubmitTone, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{Load, load, use_account};
use domain::Problem;
use domain::password::{LEAST, OwnPasswordView, check_change};
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;

/// The page of My Profile.
#[component]
pub fn Password() -> impl IntoView {
    let form = use_form::<ChangePassword>();
    let (account, profile) = (use_account().account().to_owned(), use_account().profile());
    let loaded = load(move || PlanPassword { account: account.clone() });
    view! {
        <FormTitle form title="Change password" />
        <div class="page">
            <h1>"Change password"</h1>
            <p class="page__text">
                "You stay signed in here; everywhere else you sign in again. It is the password for every account that you belong to."
            </p>
            <Load
                from=loaded
                children=move |own| {
                    let next = format!("{profile}?done=password-changed");
                    fields(form, own, next, "Change password", Some(profile.clone()))
                }
            />
        </div>
    }
}

/// The only page that opens with a password that somebody else set.
#[component]
pub fn Choose() -> impl IntoView {
    let form = use_form::<ChangePassword>();
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next")).unwrap_or_default();
    let loaded = load(|| PlanPassword { account: String::new() });
    view! {
        <PlainFrame>
            <FormTitle form title="Choose your password" />
            <h1>"Choose your password"</h1>
            <Load
                from=loaded
                children=move |own| {
                    if !own.temporary {
                        return view! { <Redirect path="/" /> }.into_any();
                    }
                    let next = form.value("next", &next);
                    view! {
                        <p>
                            "The password that you signed in with was set by somebody else. Choose one that only you know, then go on."
                        </p>
                        {fields(form, own, next, "Choose password", None)}
                        <SignOutForm />
                    }
                        .into_any()
                }
            />
        </PlainFrame>
    }
}

#[component]
fn SignOutForm() -> impl IntoView {
    let form = use_form::<SignOut>();
    view! {
        <SendForm form guarded=false>
            <SubmitButton label="Sign out" tone=SubmitTone::Plain wide=true pending=form.pending() />
        </SendForm>
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    // Where it is not asked for, the field is not there.
    let current = (!typed.get("asked").is_empty()).then(|| typed.get("current_password"));
    check_change(current.as_deref(), &typed.get("new_password"))
}

fn fields(
    form: Form,
    own: OwnPasswordView,
    next: String,
    label: &'static str,
    cancel: Option<String>,
) -> impl IntoView {
    let wide = own.temporary;
    let current = form.error("current_password");
    let needed = own.confirm;
    // A page that was opened before it was asked for gets the field with the refusal.
    let asked = Memo::new(move |asked| needed || asked == Some(&true) || current.with(Option::is_some));
    let proof = move || {
        asked.get().then(|| {
            view! {
                <input type="hidden" name="asked" value="yes" />
                <PasswordField
                    name="current_password"
                    label="Current password"
                    autocomplete="current-password"
                    error=current
                />
            }
        })
    };
    view! {
        <ErrorSummary title="Your password was not changed" errors=form.errors() />
        <SendForm form check=check guarded=false>
            <input type="hidden" name="next" value=next />
            // For the browser's password store, which keeps the new one with it.
            <TextField
                name="email"
                label="Email address"
                kind="email"
                value=own.email
                autocomplete="username"
                readonly=true
                required=true
            />
            {proof}
            <PasswordField
                name="new_password"
                label="New password"
                autocomplete="new-password"
                hint=format!("At least {LEAST} characters; a few words that do not belong together are good.")
                error=form.error("new_password")
            />
            <FormActions>
                <SubmitButton label wide pending=form.pending() /> {cancel.map(|href| view! { <a class="button" href=href>"Cancel"</a> })}
            </FormActions>
        </SendForm>
    }
}
