//! A page of a history: the filter, which is in the address, and the entries, the newest first.

use crate::api::history::ViewHistory;
use crate::components::{EmptyKind, EmptyState, Filter, FilterSelect, FilterText, NoMatch, Title};
use crate::links::Links;
use crate::pages::history::news::News;
use crate::pages::panel::why;
use crate::pages::{Load, load, use_account};
use domain::audit::Event;
use domain::history::{HistoryChange, HistoryEntry, HistoryPage, HistoryView, Named, ONESELF};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The history of what `of` names, filtered as the address says.
#[component]
pub fn Browse(of: Signal<HistoryView>) -> impl IntoView {
    let links = use_account();
    let query = use_query_map();
    let view = Memo::new(move |_| {
        query.with(|query| {
            let get = |name| query.get(name).unwrap_or_default();
            HistoryView {
                action: get("action"),
                actor: get("actor"),
                from: get("from"),
                to: get("to"),
                after: get("after"),
                ..of.get()
            }
        })
    });
    let page = load(move || ViewHistory { account: links.account().to_owned(), view: view.get() });
    view! {
        <Title text=move || if view.with(|view| view.user == ONESELF) { "Your history" } else { "History" } />
        <div class="page page--wide">
            <Load from=page children=move |page| show(&use_account(), &view.get_untracked(), page) />
        </div>
    }
}

fn show(links: &Links, view: &HistoryView, page: HistoryPage) -> impl IntoView + use<> {
    let HistoryPage { about, why: reason, zone, may_export, entries, newest, next } = page;
    // An older page has no news: what is new stands on the first.
    let fresh = view.after.is_empty().then(|| links.news(view, &newest));
    let here = links.history(view);
    view! {
        {head(links, view, about, may_export)}
        {filter(links, view)}
        {fresh.map(|from| view! { <News from here /> })}
        {if entries.is_empty() { nothing(links, view).into_any() } else { table(links, view, entries, &zone).into_any() }}
        {pages(links, view, next)}
        {why(reason)}
    }
}

fn head(links: &Links, view: &HistoryView, about: Option<String>, may_export: bool) -> impl IntoView + use<> {
    let own = view.user == ONESELF;
    let of = match (own, about) {
        (true, _) => Some(("My Profile".to_owned(), links.profile())),
        (false, Some(name)) => Some((name, links.of_history(view))),
        (false, None) => None,
    };
    let title = match &of {
        _ if own => "Your history".to_owned(),
        Some((name, _)) => format!("History of {name}"),
        None => "History".to_owned(),
    };
    let export = may_export.then(|| {
        let href = links.export(view);
        // The router does not know this address: it is no page.
        view! {
            <a class="button" href=href rel="external" download="">
                "Export as CSV"
            </a>
        }
    });
    view! {
        <div class="page__head">
            <h1>{title}</h1>
            <div class="row">
                {of.map(|(name, href)| view! { <a class="button" href=href>{format!("Back to {name}")}</a> })}
                {export}
            </div>
        </div>
    }
}

fn filter(links: &Links, view: &HistoryView) -> impl IntoView + use<> {
    let events = Event::told().map(|event| (event.name().to_owned(), event.words().to_owned()));
    let actions = std::iter::once((String::new(), "Anything".to_owned())).chain(events).collect();
    let HistoryView { action, actor, from, to, .. } = view.clone();
    view! {
        <Filter label="Filter the history" all=unfiltered(links, view) filtered=view.is_filtered()>
            <FilterSelect name="action" label="What was done" chosen=action options=actions />
            <FilterText name="actor" label="By whom" kind="text" value=actor />
            <FilterText name="from" label="From day" kind="date" value=from />
            <FilterText name="to" label="To day" kind="date" value=to />
        </Filter>
    }
}

/// The address of this history without a filter.
fn unfiltered(links: &Links, view: &HistoryView) -> String {
    links.history(&HistoryView { group: view.group.clone(), user: view.user.clone(), ..Default::default() })
}

fn nothing(links: &Links, view: &HistoryView) -> impl IntoView + use<> {
    if view.is_filtered() || !view.after.is_empty() {
        let text = "Choose other days, or look for a part of a User id or name.";
        view! { <NoMatch title="Nothing here matches" text all=unfiltered(links, view) /> }.into_any()
    } else {
        view! {
            <EmptyState
                kind=EmptyKind::Empty
                title="Nothing was done yet"
                text="What is changed from now on appears here within a second."
            />
        }
        .into_any()
    }
}

fn table(links: &Links, view: &HistoryView, entries: Vec<HistoryEntry>, zone: &str) -> impl IntoView + use<> {
    let rows = entries.into_iter().map(|entry| row(links, view, entry)).collect_view();
    view! {
        <div class="tree-card">
            <table class="history">
                <caption class="history__caption">{format!("The newest first. Times are in {zone}.")}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        <th scope="col">"By whom"</th>
                        <th scope="col">"What was done"</th>
                        <th scope="col">"Address"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(links: &Links, view: &HistoryView, entry: HistoryEntry) -> impl IntoView + use<> {
    let HistoryEntry { at, moment, actor, on_behalf_of, what, target, changes, erased, address, .. } = entry;
    let on_behalf_of = on_behalf_of.map(|principal| {
        view! {
            <span class="history__detail">
                "for "
                {named(links, principal)}
            </span>
        }
    });
    // In a user's own history every line is about them.
    let target = target.filter(|_| view.user.is_empty()).map(|target| named(links, target));
    let changes = (!changes.is_empty()).then(|| {
        let changes = changes.into_iter().map(change).collect_view();
        view! { <ul class="history__changes">{changes}</ul> }
    });
    view! {
        <tr>
            <td class="history__time">
                <time datetime=moment>{at}</time>
            </td>
            <td class="history__actor">{named(links, actor)} {on_behalf_of}</td>
            <td>
                <span class="history__what">{what}</span>
                {target.map(|target| view! { <span class="history__target">{target}</span> })}
                {changes}
                {erased.then(|| view! { <p class="history__detail">"What changed was erased."</p> })}
            </td>
            <td class="history__address">{address}</td>
        </tr>
    }
}

fn change(change: HistoryChange) -> impl IntoView {
    let HistoryChange { label, before, after } = change;
    let or_nothing = |value: String| if value.is_empty() { "nothing".to_owned() } else { value };
    // Where nothing was before, what is there now says enough.
    let value = if before.is_empty() { after } else { format!("{before} → {}", or_nothing(after)) };
    view! {
        <li>
            <span class="history__label">{label}": "</span>
            {value}
        </li>
    }
}

/// A name, as a link where it can be opened.
fn named(links: &Links, named: Named) -> AnyView {
    let Named { name, user, group } = named;
    match user.map(|user| links.user(user)).or_else(|| group.map(|group| links.group(group))) {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => view! { <span>{name}</span> }.into_any(),
    }
}

fn pages(links: &Links, view: &HistoryView, next: Option<String>) -> Option<impl IntoView + use<>> {
    let newest = (!view.after.is_empty()).then(|| links.history(&HistoryView { after: String::new(), ..view.clone() }));
    let older = next.map(|after| links.history(&HistoryView { after, ..view.clone() }));
    (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="row" aria-label="Pages">
                {newest.map(|href| view! { <a class="button" href=href>"Newest entries"</a> })}
                {older.map(|href| view! { <a class="button" href=href>"Older entries"</a> })}
            </nav>
        }
    })
}
