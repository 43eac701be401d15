//! Setting up one's second factor: from My Profile, or because the account requires one.

use super::{codes, page};
use crate::api::security::{PlanSetUp, SetUpFactor};
use crate::api::session::SignOut;
use crate::components::{ErrorSummary, FormActions, PlainFrame, SubmitButton, SubmitTone, TextField};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{ConfirmField, Load, load, use_account};
use domain::identity::{NewCodes, SetUpView};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page of My Profile.
#[component]
pub fn SetUp() -> impl IntoView {
    let form = use_form::<SetUpFactor>();
    let account = use_account().account().to_owned();
    let back = page();
    let setup = form.value("setup", "");
    let loaded = load(move || PlanSetUp { account: account.clone(), setup: setup.clone() });
    view! {
        <FormTitle form title="Set up second factor" />
        <div class="page">
            <h1>"Set up second factor"</h1>
            <Load from=loaded children=move |plan| content(form, plan, back.clone(), Some(back.clone())) />
        </div>
    }
}

/// The only page that opens while an account requires a second factor and there is none.
#[component]
pub fn SetUpFirst() -> impl IntoView {
    let form = use_form::<SetUpFactor>();
    let sign_out = use_form::<SignOut>();
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next"));
    let next = next.as_deref().and_then(domain::redirect::local_path).unwrap_or("/").to_owned();
    let setup = form.value("setup", "");
    let loaded = load(move || PlanSetUp { account: String::new(), setup: setup.clone() });
    let is_done = move || form.answer::<NewCodes>().is_some();
    view! {
        <PlainFrame wide=true>
            <FormTitle form title="Set up your second factor" />
            <h1>"Set up your second factor"</h1>
            {move || {
                (!is_done())
                    .then(|| {
                        view! {
                            <p>
                                "This account asks everybody for a second factor. Set up yours, then go on. Your other accounts stay open to you as before."
                            </p>
                        }
                    })
            }}
            <Load from=loaded children=move |plan| content(form, plan, next.clone(), None) />
            {move || {
                (!is_done())
                    .then(|| {
                        view! {
                            <p>
                                <a href="/accounts">"Your accounts"</a>
                            </p>
                            <SendForm form=sign_out guarded=false>
                                <SubmitButton
                                    label="Sign out"
                                    tone=SubmitTone::Plain
                                    wide=true
                                    pending=sign_out.pending()
                                />
                            </SendForm>
                        }
                    })
            }}
        </PlainFrame>
    }
}

/// The form; once it was sent, the recovery codes. `next` is where the person goes then.
fn content(form: Form, plan: SetUpView, next: String, cancel: Option<String>) -> impl IntoView {
    move || match form.answer::<NewCodes>() {
        Some(made) => {
            codes::told("Your second factor is set up, and your other sessions have ended.", made, next.clone())
                .into_any()
        }
        None if plan.is_set_up => view! {
            <p>"You have a second factor already."</p>
            <p>
                <a class="button" href=next.clone() rel="external">
                    "Continue"
                </a>
            </p>
        }
        .into_any(),
        None => fields(form, plan.clone(), cancel.clone()).into_any(),
    }
}

fn fields(form: Form, plan: SetUpView, cancel: Option<String>) -> impl IntoView {
    let SetUpView { secret, qr, qr_size, setup, confirm, .. } = plan;
    let wide = cancel.is_none();
    view! {
        <ErrorSummary title="Your second factor was not set up" errors=form.errors() />
        <SendForm form guarded=false>
            <input type="hidden" name="setup" value=setup />
            <ol class="steps">
                <li>
                    <p>"Open an authenticator app on your phone, such as the one of your password manager."</p>
                </li>
                <li>
                    <p>"Scan this picture with it. On the phone itself, type the key instead."</p>
                    <svg
                        class="qr"
                        viewBox=format!("0 0 {qr_size} {qr_size}")
                        role="img"
                        aria-label="QR code with the key below"
                    >
                        <path d=qr.0 />
                    </svg>
                    <p id="secret-label">"Key"</p>
                    <p class="told__secret" aria-labelledby="secret-label">
                        {secret.0}
                    </p>
                </li>
                <li>
                    <TextField
                        name="code"
                        label="Code that the app shows"
                        hint="Six digits."
                        error=form.error("code")
                        autocomplete="one-time-code"
                        inputmode="numeric"
                        maxlength=10
                        required=true
                    />
                </li>
            </ol>
            <ConfirmField form needed=confirm />
            <FormActions>
                <SubmitButton label="Set up second factor" wide pending=form.pending() />
                {cancel.map(|href| view! { <a class="button" href=href>"Cancel"</a> })}
            </FormActions>
        </SendForm>
    }
}
