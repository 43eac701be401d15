//! The form that makes a key, and shows it this once.

use crate::api::program::{ListKeys, MakeKey as MakeKeyFunction};
use crate::components::{CheckGroup, CopyButton, ErrorSummary, FormActions, SelectField, SubmitButton, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{ConfirmField, Load, ProblemPage, load, use_account};
use domain::Problem;
use domain::access::Refusal;
use domain::program::{KEY_DAYS, KeyForm, KeyMade, KeyScope, KeysView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn MakeKey() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<MakeKeyFunction>();
    let loaded = load(move || ListKeys { account: account.clone() });
    view! {
        <FormTitle form title="Make key" />
        <div class="page">
            <h1>"Make key"</h1>
            <Load from=loaded children=move |keys: KeysView| show(form, keys) />
        </div>
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    KeyForm { name: typed.get("name"), scopes: typed.all("scopes[]"), days: typed.get("days") }.parse().map(drop)
}

fn show(form: Form, keys: KeysView) -> AnyView {
    if !keys.manage {
        let reason = Refusal::HolderOnly.explain().to_owned();
        return view! { <ProblemPage problem=Problem::Forbidden { reason } /> }.into_any();
    }
    let content = move || match form.answer::<KeyMade>() {
        Some(made) => told(made).into_any(),
        None => fields(form, keys.confirm).into_any(),
    };
    content.into_any()
}

fn fields(form: Form, confirm: bool) -> impl IntoView {
    let links = use_account();
    let scopes = KeyScope::ALL.iter().map(|scope| (scope.name().to_owned(), scope.label().to_owned()));
    let days = KEY_DAYS.map(|days| (days.to_string(), format!("{days} days")));
    view! {
        <ErrorSummary title="The key was not made" errors=form.errors() />
        <SendForm form check=check guarded=false>
            <input type="hidden" name="account" value=links.account().to_owned() />
            <TextField
                name="name"
                label="Name"
                hint="What the key is for, such as the program that gets it."
                value=form.value("name", "")
                error=form.error("name")
                required=true
            />
            <CheckGroup
                name="scopes"
                legend="What the key may do"
                options=vec![(String::new(), scopes.collect())]
                ticked=form.values("scopes[]")
                error=form.error("scopes")
            />
            <SelectField
                name="days"
                label="It ends after"
                options=days.into()
                selected=form.value("days", "90")
                error=form.error("days")
            />
            <ConfirmField form needed=confirm />
            <FormActions>
                <SubmitButton label="Make key" pending=form.pending() />
                <a class="button" href=format!("{}/keys", links.profile())>
                    "Cancel"
                </a>
            </FormActions>
        </SendForm>
    }
}

fn told(made: KeyMade) -> impl IntoView {
    let element = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(told) = element.get() {
            let _ = told.focus();
        }
    });
    view! {
        <div class="told" tabindex="-1" role="status" node_ref=element>
            <p>{format!("The key {} was made. It can be used until {}:", made.name, made.expires)}</p>
            <p class="told__secret">{made.secret.0.clone()}</p>
            <p>"It is shown only now, and kept nowhere. Put it where only the program reads it."</p>
        </div>
        <FormActions>
            <a class="button" href=format!("{}/keys", use_account().profile())>
                "Done"
            </a>
            <CopyButton label="Copy key" text=made.secret.0 />
        </FormActions>
    }
}
