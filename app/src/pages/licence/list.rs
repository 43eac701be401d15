//! The account's licences: the filter, which is in the address, and the table.

use crate::api::licence::ListLicences;
use crate::components::{EmptyKind, EmptyState, Icon, IconName, Title};
use crate::form::SearchForm;
use crate::links::Links;
use crate::pages::licence::{state, until};
use crate::pages::panel::why;
use crate::pages::{Load, load, use_account};
use domain::licence::{LicenceOrder, LicencePage, LicenceRow, LicenceState, LicenceView};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page, filtered as the address says.
#[component]
pub fn List() -> impl IntoView {
    let account = use_account().account().to_owned();
    let query = use_query_map();
    let view = Memo::new(move |_| {
        query.with(|query| {
            let get = |name| query.get(name).unwrap_or_default();
            LicenceView { q: get("q"), state: get("state"), sort: get("sort"), after: get("after") }
        })
    });
    let page = load(move || ListLicences { account: account.clone(), view: view.get() });
    view! {
        <Title text="Licences" />
        <div class="page page--wide">
            <h1>"Licences"</h1>
            <Load from=page children=move |page| show(&use_account(), &view.get_untracked(), page) />
        </div>
    }
}

fn show(links: &Links, view: &LicenceView, page: LicencePage) -> impl IntoView + use<> {
    let LicencePage { why: reason, licences, next } = page;
    let has_any = view.is_filtered() || !view.after.is_empty() || !licences.is_empty();
    view! {
        {has_any.then(|| filter(links, view))}
        {if licences.is_empty() { nothing(links, has_any).into_any() } else { table(links, licences).into_any() }}
        {pages(links, view, next.map(|id| id.to_string()))}
        {why(reason)}
    }
}

fn filter(links: &Links, view: &LicenceView) -> impl IntoView + use<> {
    let states = std::iter::once(("", "Any state")).chain(LicenceState::ALL.map(|state| (state.name(), state.label())));
    let order = LicenceOrder::of_name(&view.sort).name();
    let orders = LicenceOrder::ALL.map(|(order, words)| (order.name(), words));
    let q = view.q.clone();
    let clear = view.is_filtered().then(|| links.section("licences"));
    let state = choice("state", "State", &view.state, states.collect());
    let order = choice("sort", "In order of", order, orders.to_vec());
    view! {
        <SearchForm class="filter" label="Filter the licences" action=links.section("licences")>
            <label class="filter__field">
                <span class="filter__label">"Product, key or machine"</span>
                <input class="input" type="search" name="q" value=q.clone() prop:value=q autocomplete="off" />
            </label>
            {state}
            {order}
            <div class="filter__actions">
                <button class="button" type="submit">
                    "Filter"
                </button>
                {clear.map(|href| view! { <a class="button" href=href>"Show all"</a> })}
            </div>
        </SearchForm>
    }
}

fn choice(
    name: &'static str,
    label: &'static str,
    chosen: &str,
    options: Vec<(&'static str, &'static str)>,
) -> impl IntoView + use<> {
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! {
                <option value=value selected=selected prop:selected=selected>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <label class="filter__field">
            <span class="filter__label">{label}</span>
            <span class="field__select">
                <select class="input" name=name>
                    {options}
                </select>
                <Icon name=IconName::ChevronDown />
            </span>
        </label>
    }
}

fn nothing(links: &Links, has_any: bool) -> impl IntoView + use<> {
    if has_any {
        let all = links.section("licences");
        view! {
            <EmptyState
                kind=EmptyKind::NoMatch
                title="No licence matches"
                text="Look for a part of a product, a key or a machine, or choose another state."
            >
                <a class="button" href=all>
                    "Show all"
                </a>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState
                kind=EmptyKind::Empty
                title="There are no licences yet"
                text="A licence appears here when its order is paid or approved."
            />
        }
        .into_any()
    }
}

fn table(links: &Links, licences: Vec<LicenceRow>) -> impl IntoView + use<> {
    let rows = licences
        .into_iter()
        .map(|licence| {
            let href = links.licence(&licence.id.to_string());
            view! {
                <tr>
                    <th scope="row">
                        <a href=href>{licence.product.clone()}</a>
                        <span class="listing__detail listing__code">{licence.key.to_string()}</span>
                    </th>
                    <td class="listing__number" data-label="Seats in use">
                        {format!("{} of {}", licence.used, licence.seats)}
                    </td>
                    <td data-label="Holds until">{until(&licence)}</td>
                    <td data-label="State">{state(&licence)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="tree-card">
            <table class="listing">
                <caption class="listing__caption">"Each product with its key."</caption>
                <thead>
                    <tr>
                        <th scope="col">"Product"</th>
                        <th scope="col" class="listing__number">
                            "Seats in use"
                        </th>
                        <th scope="col">"Holds until"</th>
                        <th scope="col">"State"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn pages(links: &Links, view: &LicenceView, next: Option<String>) -> Option<impl IntoView + use<>> {
    let first = (!view.after.is_empty()).then(|| links.licences(&LicenceView { after: String::new(), ..view.clone() }));
    let next = next.map(|after| links.licences(&LicenceView { after, ..view.clone() }));
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="row" aria-label="Pages">
                {first.map(|href| view! { <a class="button" href=href>"First licences"</a> })}
                {next.map(|href| view! { <a class="button" href=href>"More licences"</a> })}
            </nav>
        }
    })
}
