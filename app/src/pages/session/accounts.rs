//! The choice among the accounts of one login.

use crate::api::session::Accounts as AccountsFunction;
use crate::components::{EmptyKind, EmptyState, Icon, IconName, PlainFrame, Title};
use crate::pages::{Load, load};
use domain::account::AccountLink;
use leptos::prelude::*;

/// The accounts that the person can open.
#[component]
pub fn Accounts() -> impl IntoView {
    let accounts = load(|| AccountsFunction {});
    view! {
        <PlainFrame wide=true>
            <Title text="Your accounts" />
            <h1>"Your accounts"</h1>
            <Load from=accounts children=|accounts| list(accounts) />
        </PlainFrame>
    }
}

fn list(accounts: Vec<AccountLink>) -> impl IntoView {
    if accounts.is_empty() {
        return view! {
            <EmptyState
                kind=EmptyKind::NoAccess
                title="No account yet"
                text="Your login belongs to no account. Ask whoever invited you, or your account holder."
            />
        }
        .into_any();
    }
    view! {
        <ul class="choices">
            {accounts
                .into_iter()
                .map(|account| {
                    view! {
                        <li>
                            <a class="choices__link" href=format!("/a/{}", account.slug) rel="external">
                                <span>{account.name}</span>
                                <Icon name=IconName::ChevronRight />
                            </a>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}
