//! What a person can reach.

use super::list::{level, until};
use crate::api::access::ViewReach;
use crate::components::{Panel, SectionHead, Title, thousands};
use crate::links::Links;
use crate::pages::deputy::deputyships;
use crate::pages::panel::{close_href, user_sections};
use crate::pages::{Load, load, use_account, use_param};
use domain::grant::{ReachView, Reached};
use leptos::prelude::*;

/// What a user reaches, as far as the actor sees it.
#[component]
pub fn Reach() -> impl IntoView {
    let account = use_account().account().to_owned();
    let user = use_param("user");
    let loaded = load(move || ViewReach { account: account.clone(), user: user.get() });
    view! {
        <div class="users__open">
            <Load from=loaded children=move |reach| show(user.get_untracked(), reach) />
        </div>
    }
}

fn show(user: String, reach: ReachView) -> impl IntoView {
    let links = use_account();
    let menu = user_sections(&links, &user, "reach");
    let page = format!("users/{user}/reach");
    let empty = reach.reached.is_empty() && !reach.is_holder && !reach.more;
    let rows = reach.reached.into_iter().map(|one| row(&links, &page, one)).collect_view();
    let notes = [
        (reach.is_holder, "Holds this account, and so reaches everything in it."),
        (reach.suspended, "Is suspended: all of this sleeps until that ends."),
        (reach.more, "Reaches more, which you do not see."),
        (empty, "Reaches nobody but themselves."),
    ]
    .into_iter()
    .filter(|(holds, _)| *holds)
    .map(|(_, words)| view! { <p class="people__none">{words}</p> })
    .collect_view();
    let deputies = (!reach.deputies.is_empty()).then(|| {
        view! {
            <SectionHead title="Deputies" />
            {deputyships(&links, &format!("users/{user}/reach"), reach.deputies)}
        }
    });
    view! {
        <Title text=format!("What {} reaches", reach.name) />
        <Panel title=reach.name close_href=close_href(&links) menu=menu>
            <SectionHead title="What they reach" text="What this person can see or change, and through what." />
            {notes}
            <ul class="people">{rows}</ul>
            {deputies}
        </Panel>
    }
}

fn row(links: &Links, page: &str, one: Reached) -> impl IntoView + use<> {
    let (name, href) = match (one.group, one.person) {
        (Some(group), _) => (group.name, group.open.then(|| links.group(group.id))),
        (None, Some((user, name))) => (name, Some(links.user(user))),
        (None, None) => (String::new(), None),
    };
    let users = match one.users {
        1 => "1 user".to_owned(),
        users => format!("{} users", thousands(users.into())),
    };
    let label = format!("End the access to {name}");
    let end = one.grant.zip(one.revoke).filter(|(_, offer)| offer.allowed).map(|(grant, _)| {
        view! {
            <a class="people__action" href=links.revoke(grant, page) aria-label=label data-noscroll="">
                "End"
            </a>
        }
    });
    let name = match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => view! { <span>{name}</span> }.into_any(),
    };
    view! {
        <li class="people__item">
            <span class="people__name">{name} {level(one.level)}</span>
            <span class="people__detail">{users}</span>
            <span class="people__detail">{one.why}</span>
            {until(one.until)}
            {end}
        </li>
    }
}
