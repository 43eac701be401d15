//! What the panels of users and groups have in common.

use crate::components::{ErrorSummary, Notice, PanelEntry, SectionHead};
use crate::form::{Form, SendForm};
use crate::links::Links;
use crate::pages::use_account;
use crate::pages::user::use_tree_view;
use domain::grant::Access;
use domain::relocation::LastMove;
use domain::tree::TreeView;
use leptos::prelude::*;

/// Where closing a panel leads: the Users page, as it was.
pub(super) fn close_href(links: &Links) -> Signal<String> {
    let (links, view) = (links.clone(), use_tree_view());
    Signal::derive(move || links.tree(&TreeView { reveal: String::new(), ..view.get() }))
}

/// The sections of a group's panel; `current` is the end of the open one's address.
pub(super) fn group_sections(links: &Links, group: &str, current: &str) -> Vec<PanelEntry> {
    let own = format!("/a/{}/groups/{group}", links.account());
    sections(&own, current, &[("Overview", ""), ("Access", "access"), ("Country and language", "settings")])
}

/// The sections of a user's panel.
pub(super) fn user_sections(links: &Links, user: &str, current: &str) -> Vec<PanelEntry> {
    let own = format!("/a/{}/users/{user}", links.account());
    sections(&own, current, &[("Overview", ""), ("Access", "access"), ("What they reach", "reach")])
}

fn sections(own: &str, current: &str, all: &[(&str, &str)]) -> Vec<PanelEntry> {
    all.iter()
        .map(|(label, end)| PanelEntry {
            label: (*label).to_owned(),
            href: if end.is_empty() { own.to_owned() } else { format!("{own}/{end}") },
            current: *end == current,
            danger: false,
        })
        .collect()
}

/// "Who can administer this, and through what?"
pub(super) fn administrators(links: &Links, all: Vec<Access>) -> impl IntoView + use<> {
    let rows = all
        .into_iter()
        .map(|one| {
            let name = match one.user {
                Some(user) => view! { <a href=links.user(user)>{one.name}</a> }.into_any(),
                None => view! { <span>{one.name}</span> }.into_any(),
            };
            view! {
                <li class="people__item">
                    <span class="people__name">{name}</span>
                    <span class="people__detail">{one.why}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <SectionHead title="Who can administer this" />
        <ul class="people">{rows}</ul>
    }
}

/// The last move, with the way to undo it, or why that cannot be done any more.
pub(super) fn last_move(form: Form, last: Option<LastMove>) -> Option<impl IntoView> {
    last.map(|last| {
        let undo = match last.undo.allowed {
            true => view! {
                <SendForm form class="row">
                    <input type="hidden" name="account" value=use_account().account().to_owned() />
                    <input type="hidden" name="relocation" value=last.id.clone() />
                    <button class="button button--small" type="submit">
                        "Undo the move"
                    </button>
                </SendForm>
            }
            .into_any(),
            false => view! { <p class="people__detail">{last.undo.why.clone()}</p> }.into_any(),
        };
        view! {
            <SectionHead title="Last move" />
            <ErrorSummary title="The move was not undone" errors=form.errors() />
            <p class="panel__text">{last.what}</p>
            {undo}
        }
    })
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
