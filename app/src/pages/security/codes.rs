//! Recovery codes: told once, and made anew.

use super::page;
use crate::api::security::{NewRecoveryCodes, ViewSecurity};
use crate::components::{ErrorSummary, FormActions, SubmitButton};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{ConfirmField, Load, load, use_account};
use domain::identity::{NewCodes, SecurityView};
use leptos::prelude::*;

/// The page that makes new ones.
#[component]
pub fn RecoveryCodes() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<NewRecoveryCodes>();
    let loaded = load(move || ViewSecurity { account: account.clone() });
    view! {
        <FormTitle form title="Make new recovery codes" />
        <div class="page">
            <h1>"Make new recovery codes"</h1>
            <Load from=loaded children=move |security| content(form, security) />
        </div>
    }
}

fn content(form: Form, security: SecurityView) -> impl IntoView {
    let back = page();
    let SecurityView { factor, confirm, .. } = security;
    move || match (form.answer::<NewCodes>(), &factor) {
        (Some(made), _) => {
            told("Your new recovery codes are made. The old ones are worth nothing now.", made, back.clone()).into_any()
        }
        (None, None) => view! {
            <p class="page__text">"You have no second factor. Recovery codes come with it."</p>
            <p>
                <a class="button button--primary" href=format!("{back}/set-up")>
                    "Set up second factor"
                </a>
            </p>
        }
        .into_any(),
        (None, Some(factor)) => {
            let left = format!(
                "Each does once what your app does, for when you do not have it. {} of the old ones are left; they end with this.",
                factor.codes_left,
            );
            let back = back.clone();
            view! {
                <p class="page__text">{left}</p>
                <ErrorSummary title="No codes were made" errors=form.errors() />
                <SendForm form guarded=false>
                    <ConfirmField form needed=confirm />
                    <FormActions>
                        <SubmitButton label="Make new recovery codes" pending=form.pending() />
                        <a class="button" href=back>
                            "Cancel"
                        </a>
                    </FormActions>
                </SendForm>
            }
            .into_any()
        }
    }
}

/// The codes, this once. It takes the focus, because the button that had it is gone.
pub(super) fn told(done: &'static str, made: NewCodes, next: String) -> impl IntoView {
    let element = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(told) = element.get() {
            let _ = told.focus();
        }
    });
    view! {
        <div class="told" tabindex="-1" role="status" node_ref=element>
            <p>{done}</p>
            <p>"These are your recovery codes. Each signs you in once, in place of a code of the app:"</p>
            <ul class="codes">
                {made.codes.into_iter().map(|code| view! { <li class="told__secret">{code.0}</li> }).collect_view()}
            </ul>
            <ul class="dialog__list">
                <li>"They are shown only now: print them or write them down, and keep them where your phone is not."</li>
                <li>"Whoever has one and your password can sign in as you."</li>
            </ul>
        </div>
        <p>
            // Everything is loaded anew: what was refused before opens now.
            <a class="button button--primary" href=next rel="external">
                "Continue"
            </a>
        </p>
    }
}
