//! Asks before a key ends.

use crate::api::program::{EndKey as EndKeyFunction, ListKeys};
use crate::components::{ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, NotFound, load, use_account, use_param};
use domain::program::KeysView;
use leptos::prelude::*;

/// The page.
#[component]
pub fn EndKey() -> impl IntoView {
    let account = use_account().account().to_owned();
    let key = use_param("key");
    let form = use_form::<EndKeyFunction>();
    let loaded = load(move || ListKeys { account: account.clone() });
    view! { <Load from=loaded children=move |keys: KeysView| show(form, key.get_untracked(), keys) /> }
}

fn show(form: Form, id: String, keys: KeysView) -> AnyView {
    let found = keys.keys.into_iter().find(|key| key.id.to_string() == id && key.over.is_empty());
    let Some(key) = found.filter(|_| keys.manage) else { return view! { <NotFound /> }.into_any() };
    let links = use_account();
    let title = format!("End the key {}?", key.name);
    view! {
        <FormTitle form title=title.clone() />
        <div class="page">
            <h1>{title}</h1>
            <p class="page__text">
                "The program that has it is refused from its next request on. A key that has ended does not come back; you can make another one."
            </p>
            <ErrorSummary title="The key was not ended" errors=form.errors() />
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="api_key" value=id />
                <FormActions>
                    <SubmitButton label="End key" tone=SubmitTone::Danger pending=form.pending() />
                    <a class="button" href=format!("{}/keys", links.profile())>
                        "Keep it"
                    </a>
                </FormActions>
            </SendForm>
        </div>
    }
    .into_any()
}
