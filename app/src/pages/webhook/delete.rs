//! Asks before an address is deleted.

use crate::api::webhook::{RemoveWebhook, ViewWebhook};
use crate::components::{ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, NotFound, load, use_account, use_param};
use domain::program::WebhookLog;
use leptos::prelude::*;

/// The page.
#[component]
pub fn DeleteWebhook() -> impl IntoView {
    let account = use_account().account().to_owned();
    let webhook = use_param("webhook");
    let form = use_form::<RemoveWebhook>();
    let loaded = load(move || ViewWebhook { account: account.clone(), webhook: webhook.get() });
    view! { <Load from=loaded children=move |log: WebhookLog| show(form, log) /> }
}

fn show(form: Form, log: WebhookLog) -> AnyView {
    if !log.manage {
        return view! { <NotFound /> }.into_any();
    }
    let links = use_account();
    let id = log.endpoint.id.to_string();
    let back = format!("{}/webhooks/{id}", links.profile());
    view! {
        <FormTitle form title="Delete webhook" />
        <div class="page">
            <h1 class="break">{format!("Delete {}?", log.endpoint.url)}</h1>
            <p class="page__text">
                "It is told of nothing any more, and what is on its way to it is dropped. Adding it again gives it another secret."
            </p>
            <ErrorSummary title="The webhook was not deleted" errors=form.errors() />
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="webhook" value=id />
                <FormActions>
                    <SubmitButton label="Delete webhook" tone=SubmitTone::Danger pending=form.pending() />
                    <a class="button" href=back>
                        "Keep it"
                    </a>
                </FormActions>
            </SendForm>
        </div>
    }
    .into_any()
}
