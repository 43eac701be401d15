//! Access as a list: who, how much, through what, and the way to end it.

use crate::components::{Badge, BadgeTone};
use crate::links::Links;
use domain::access::Level;
use domain::grant::Access;
use leptos::prelude::*;

/// The list. Ending one leads to a dialog over `page`.
pub(super) fn list(links: &Links, page: &str, all: Vec<Access>) -> impl IntoView + use<> {
    if all.is_empty() {
        return view! { <p class="people__none">"Nobody."</p> }.into_any();
    }
    let rows = all.into_iter().map(|one| row(links, page, one)).collect_view();
    view! { <ul class="people">{rows}</ul> }.into_any()
}

fn row(links: &Links, page: &str, one: Access) -> impl IntoView + use<> {
    let name = match one.user {
        Some(user) => view! { <a href=links.user(user)>{one.name.clone()}</a> }.into_any(),
        None => view! { <span>{one.name.clone()}</span> }.into_any(),
    };
    let end = one.grant.zip(one.revoke).and_then(|(grant, offer)| {
        let href = links.revoke(grant, page);
        let label = format!("End the access of {}", one.name);
        offer.allowed.then(|| {
            view! {
                <a class="people__action" href=href aria-label=label data-noscroll="">
                    "End"
                </a>
            }
        })
    });
    let from = one.from.map(|group| {
        let name = match group.open {
            true => view! { <a href=format!("{}/access", links.group(group.id))>{group.name}</a> }.into_any(),
            false => group.name.into_any(),
        };
        view! {
            <span class="people__detail">"From " {name}</span>
        }
    });
    view! {
        <li class="people__item">
            <span class="people__name">
                {name} {level(one.level)}
                {one.sleeps.then(|| view! { <Badge tone=BadgeTone::Danger>"suspended"</Badge> })}
            </span>
            <span class="people__detail">{one.why}</span>
            {(!one.email_note.is_empty()).then(|| view! { <span class="people__detail">{one.email_note}</span> })}
            {from}
            {until(one.until)}
            {end}
        </li>
    }
}

/// How much, as a word.
pub(super) fn level(level: Level) -> impl IntoView {
    view! {
        <Badge tone=if level == Level::Administrator { BadgeTone::Accent } else { BadgeTone::Neutral }>
            {level.name()}
        </Badge>
    }
}

/// The last day, when there is one.
pub(super) fn until(day: String) -> Option<impl IntoView> {
    (!day.is_empty()).then(|| view! { <span class="people__detail">{format!("Until {day}")}</span> })
}
