//! What the panels of users and groups have in common.

use crate::components::{Notice, SectionHead};
use crate::links::Links;
use crate::pages::user::use_tree_view;
use domain::tree::TreeView;
use domain::user::Administrator;
use leptos::prelude::*;

/// Where closing a panel leads: the Users page, as it was.
pub(super) fn close_href(links: &Links) -> Signal<String> {
    let (links, view) = (links.clone(), use_tree_view());
    Signal::derive(move || links.tree(&TreeView { reveal: String::new(), ..view.get() }))
}

/// "Who can administer this, and through what?"
pub(super) fn administrators(links: &Links, all: Vec<Administrator>) -> impl IntoView + use<> {
    let rows = all
        .into_iter()
        .map(|one| {
            let through = if one.source.is_empty() { one.through } else { format!("{}, {}", one.through, one.source) };
            let name = match one.user {
                Some(user) => view! { <a href=links.user(user)>{one.name}</a> }.into_any(),
                None => view! { <span>{one.name}</span> }.into_any(),
            };
            view! {
                <li class="people__item">
                    <span class="people__name">{name}</span>
                    <span class="people__detail">{through}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <SectionHead title="Who can administer this" />
        <ul class="people">{rows}</ul>
    }
}

/// Why the person sees this at all.
pub(super) fn why(reason: String) -> impl IntoView {
    view! {
        <Notice>
            <p>
                "You can see this because: "
                {reason.clone()}
            </p>
        </Notice>
    }
}
