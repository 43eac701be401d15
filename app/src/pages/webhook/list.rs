//! The addresses that are told of events.

use super::state;
use crate::api::webhook::ListWebhooks;
use crate::components::{Card, Title};
use crate::pages::{Load, load, use_account};
use domain::program::WebhooksView;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Webhooks() -> impl IntoView {
    let account = use_account().account().to_owned();
    let loaded = load(move || ListWebhooks { account: account.clone() });
    view! {
        <Title text="Webhooks" />
        <div class="page">
            <h1>"Webhooks"</h1>
            <p class="page__text">
                "When something happens in this account, a signed message is sent to the addresses that you add here. It says what happened and to what, by its id; the rest is read with a key. An address that does not take a message is tried again for three days."
            </p>
            <Load from=loaded children=show />
        </div>
    }
}

fn show(view: WebhooksView) -> impl IntoView {
    let profile = use_account().profile();
    let add = format!("{profile}/webhooks/add");
    let is_empty = view.endpoints.is_empty();
    let rows = view
        .endpoints
        .into_iter()
        .map(|endpoint| {
            let href = format!("{profile}/webhooks/{}", endpoint.id);
            let state = state(&endpoint);
            view! {
                <li class="people__item">
                    <span class="people__name">
                        <a class="break" href=href>
                            {endpoint.url}
                        </a>
                        {state}
                    </span>
                    <span class="people__detail">{endpoint.events.join(", ")}</span>
                    <span class="people__detail">{format!("Added by {} on {}", endpoint.maker, endpoint.added)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card
            title="Addresses"
            actions=move || view.manage.then(|| view! { <a class="button button--primary" href=add.clone()>"Add webhook"</a> })
        >
            {is_empty.then(|| view! { <p class="people__none">"No address is told of events yet."</p> })}
            <ul class="people">{rows}</ul>
        </Card>
    }
}
