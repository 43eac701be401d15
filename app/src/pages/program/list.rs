//! The keys of the account.

use crate::api::program::ListKeys;
use crate::components::{Badge, BadgeTone, Card, Title};
use crate::pages::{Load, load, use_account};
use domain::program::{KeyView, KeysView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Keys() -> impl IntoView {
    let account = use_account().account().to_owned();
    let loaded = load(move || ListKeys { account: account.clone() });
    view! {
        <Title text="Keys for programs" />
        <div class="page">
            <h1>"Keys for programs"</h1>
            <p class="page__text">
                "A program that works with this account comes with a key instead of a password. A key does what you tick when you make it, and nothing else; it ends when you end it, when its time is over, and when you no longer hold the account. "
                <a href="/api/v1/docs" rel="external">
                    "What programs can ask"
                </a>
            </p>
            <Load from=loaded children=show />
        </div>
    }
}

fn show(view: KeysView) -> impl IntoView {
    let make = format!("{}/keys/make", use_account().profile());
    let is_empty = view.keys.is_empty();
    let rows = view.keys.into_iter().map(|key| row(key, view.manage)).collect_view();
    view! {
        <Card
            title="Keys"
            actions=move || view.manage.then(|| view! { <a class="button button--primary" href=make.clone()>"Make key"</a> })
        >
            {is_empty.then(|| view! { <p class="people__none">"There are no keys yet."</p> })}
            <ul class="people">{rows}</ul>
        </Card>
    }
}

fn row(key: KeyView, manage: bool) -> impl IntoView {
    let end = format!("{}/keys/{}/end", use_account().profile(), key.id);
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.label()).collect();
    let used = if key.last_used.is_empty() { "Never used".to_owned() } else { format!("Last used: {}", key.last_used) };
    let label = format!("End the key {}", key.name);
    let is_over = !key.over.is_empty();
    view! {
        <li class="people__item">
            <span class="people__name">
                {key.name} {is_over.then(|| view! { <Badge tone=BadgeTone::Danger>{key.over}</Badge> })}
            </span>
            <span class="people__detail">{scopes.join(", ")}</span>
            <span class="people__detail">
                {format!("Made by {} on {}, until {}. {used}.", key.maker, key.made, key.expires)}
            </span>
            {(manage && !is_over)
                .then(|| {
                    view! {
                        <a class="people__action" href=end aria-label=label>
                            "End"
                        </a>
                    }
                })}
        </li>
    }
}
