//! The account's licences: the filter, which is in the address, and the table.

use crate::api::licence::ListLicences;
use crate::components::{EmptyKind, EmptyState, Filter, FilterSelect, FilterText, NoMatch, Title};
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
    let LicencePage { why: reason, may_renew, licences, next } = page;
    let has_any = view.is_filtered() || !view.after.is_empty() || !licences.is_empty();
    view! {
        {has_any.then(|| filter(links, view))}
        {if licences.is_empty() { nothing(links, has_any).into_any() } else { table(links, may_renew, licences).into_any() }}
        {pages(links, view, next.map(|id| id.to_string()))}
        {why(reason)}
    }
}

fn filter(links: &Links, view: &LicenceView) -> impl IntoView + use<> {
    let owned = |(value, words): (&str, &str)| (value.to_owned(), words.to_owned());
    let states = LicenceState::ALL.map(|state| (state.name(), state.label()));
    let states = std::iter::once(("", "Any state")).chain(states).map(owned).collect();
    let orders = LicenceOrder::ALL.map(|(order, words)| owned((order.name(), words))).to_vec();
    let LicenceView { q, state, sort, .. } = view.clone();
    view! {
        <Filter label="Filter the licences" all=links.section("licences") filtered=view.is_filtered()>
            <FilterText name="q" label="Product, key or machine" value=q />
            <FilterSelect name="state" label="State" chosen=state options=states />
            <FilterSelect name="sort" label="In order of" chosen=sort options=orders />
        </Filter>
    }
}

fn nothing(links: &Links, has_any: bool) -> impl IntoView + use<> {
    if has_any {
        let text = "Look for a part of a product, a key or a machine, or choose another state.";
        view! { <NoMatch title="No licence matches" text all=links.section("licences") /> }.into_any()
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

fn table(links: &Links, may_renew: bool, licences: Vec<LicenceRow>) -> impl IntoView + use<> {
    let rows = licences
        .into_iter()
        .map(|licence| {
            let href = links.licence(&licence.id.to_string());
            let ends = licence.ends_soon || licence.state == LicenceState::Expired;
            let renew = (may_renew && ends).then(|| {
                let (to, label) = (format!("{href}/renew"), format!("Renew {}", licence.product));
                view! {
                    <a class="listing__action" href=to aria-label=label>
                        "Renew"
                    </a>
                }
            });
            view! {
                <tr>
                    <th scope="row">
                        <a href=href>{licence.product.clone()}</a>
                        <span class="listing__detail listing__code">{licence.key.to_string()}</span>
                    </th>
                    <td class="listing__number" data-label="Seats in use">
                        {format!("{} of {}", licence.used, licence.seats)}
                    </td>
                    <td data-label="Holds until">{until(&licence)} {renew}</td>
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
