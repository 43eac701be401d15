//! The form that adds an address, and shows its secret this once.

use crate::api::webhook::{AddWebhook as AddWebhookFunction, ListWebhooks};
use crate::components::{CheckGroup, CopyButton, ErrorSummary, FormActions, SubmitButton, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{ConfirmField, Load, ProblemPage, load, use_account};
use domain::Problem;
use domain::access::Refusal;
use domain::program::{WebhookForm, WebhookMade, WebhooksView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn AddWebhook() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<AddWebhookFunction>();
    let loaded = load(move || ListWebhooks { account: account.clone() });
    view! {
        <FormTitle form title="Add webhook" />
        <div class="page">
            <h1>"Add webhook"</h1>
            <Load from=loaded children=move |view: WebhooksView| show(form, view) />
        </div>
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    WebhookForm { url: typed.get("url"), events: typed.all("events[]") }.parse().map(drop)
}

fn show(form: Form, view: WebhooksView) -> AnyView {
    if !view.manage {
        let reason = Refusal::HolderOnly.explain().to_owned();
        return view! { <ProblemPage problem=Problem::Forbidden { reason } /> }.into_any();
    }
    let content = move || match form.answer::<WebhookMade>() {
        Some(made) => told(made).into_any(),
        None => fields(form, view.clone()).into_any(),
    };
    content.into_any()
}

fn fields(form: Form, view: WebhooksView) -> impl IntoView {
    let links = use_account();
    view! {
        <ErrorSummary title="The webhook was not added" errors=form.errors() />
        <SendForm form check=check guarded=false>
            <input type="hidden" name="account" value=links.account().to_owned() />
            <TextField
                name="url"
                label="Address"
                kind="url"
                hint="Where messages are sent, such as https://example.com/portico"
                value=form.value("url", "")
                error=form.error("url")
                required=true
            />
            <CheckGroup
                name="events"
                legend="What it is told of"
                options=view.events
                ticked=form.values("events[]")
                error=form.error("events")
            />
            <ConfirmField form needed=view.confirm />
            <FormActions>
                <SubmitButton label="Add webhook" pending=form.pending() />
                <a class="button" href=format!("{}/webhooks", links.profile())>
                    "Cancel"
                </a>
            </FormActions>
        </SendForm>
    }
}

fn told(made: WebhookMade) -> impl IntoView {
    let element = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(told) = element.get() {
            let _ = told.focus();
        }
    });
    view! {
        <div class="told" tabindex="-1" role="status" node_ref=element>
            <p class="break">{format!("{} is told of events from now on. Its messages are signed with:", made.url)}</p>
            <p class="told__secret">{made.secret.0.clone()}</p>
            <p>
                "It is shown only now. The program checks the signature with it, as the Standard Webhooks have it, and refuses what is not signed so."
            </p>
        </div>
        <FormActions>
            <a class="button" href=format!("{}/webhooks", use_account().profile())>
                "Done"
            </a>
            <CopyButton label="Copy secret" text=made.secret.0 />
        </FormActions>
    }
}
