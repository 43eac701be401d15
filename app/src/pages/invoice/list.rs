//! The list of invoices: the filter, the order and the page are in the address.

use super::status;
use crate::api::invoice::ListInvoices;
use crate::components::{EmptyKind, EmptyState, Filter, FilterSelect, FilterText, NoMatch, Title};
use crate::links::Links;
use crate::pages::panel::why;
use crate::pages::{Load, load, use_account};
use domain::invoice::view::{InvoiceList, InvoiceRow, Left, ListView, ORDERS};
use domain::invoice::{Kind, Status};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The account's invoices.
#[component]
pub fn List() -> impl IntoView {
    let links = use_account();
    let query = use_query_map();
    let view = Memo::new(move |_| {
        query.with(|query| {
            let get = |name| query.get(name).unwrap_or_default();
            ListView {
                q: get("q"),
                status: get("status"),
                kind: get("kind"),
                year: get("year"),
                sort: get("sort"),
                after: get("after"),
            }
        })
    });
    let list = load(move || ListInvoices { account: links.account().to_owned(), view: view.get() });
    view! {
        <Title text="Invoices" />
        <div class="page page--wide">
            <Load from=list children=move |list| show(&use_account(), &view.get_untracked(), list) />
        </div>
    }
}

fn show(links: &Links, view: &ListView, list: InvoiceList) -> impl IntoView + use<> {
    let InvoiceList { why: reason, left, years, rows, next } = list;
    let has_any = !years.is_empty();
    let export = has_any.then(|| {
        let href = links.invoices_export(view);
        // The router does not know this address: it is no page.
        view! {
            <a class="button" href=href rel="external" download="">
                "Export as CSV"
            </a>
        }
    });
    view! {
        <div class="page__head">
            <div>
                <h1>"Invoices"</h1>
                {to_pay(left, has_any)}
            </div>
            <div class="row">{export}</div>
        </div>
        {has_any.then(|| filter(links, view, &years))}
        {if rows.is_empty() { nothing(links, view).into_any() } else { table(links, rows).into_any() }}
        {pages(links, view, next)}
        {why(reason)}
    }
}

fn to_pay(left: Vec<Left>, has_any: bool) -> Option<impl IntoView> {
    if left.is_empty() {
        return has_any.then(|| view! { <p class="invoices__left">"Nothing is left to pay."</p> }.into_any());
    }
    let amounts = left.iter().map(|left| &*left.amount).collect::<Vec<_>>().join(", ");
    let overdue: Vec<&str> = left.iter().map(|left| &*left.overdue).filter(|overdue| !overdue.is_empty()).collect();
    let overdue = (!overdue.is_empty()).then(|| format!(" Overdue of that: {}.", overdue.join(", ")));
    Some(
        view! { <p class="invoices__left">{format!("Left to pay: {amounts}.")} <strong>{overdue}</strong></p> }
            .into_any(),
    )
}

fn filter(links: &Links, view: &ListView, years: &[String]) -> impl IntoView + use<> {
    let owned = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let any = |words: &str| vec![owned("", words)];
    let mut statuses = any("Any");
    statuses.extend(Status::ALL.map(|status| owned(status.name(), status.label())));
    let mut kinds = any("All");
    kinds.extend(Kind::ALL.map(|kind| owned(kind.name(), kind.label())));
    let mut of_year = any("All");
    of_year.extend(years.iter().map(|year| owned(year, year)));
    let orders: Vec<_> = ORDERS.iter().map(|(name, words)| owned(name, words)).collect();
    let ListView { q, status, kind, year, sort, .. } = view.clone();
    let filtered = view.is_filtered() || !view.sort.is_empty();
    view! {
        <Filter label="Filter the invoices" all=links.invoices(&ListView::default()) filtered>
            <FilterText name="q" label="Number or words" value=q />
            <FilterSelect name="status" label="Status" chosen=status options=statuses />
            <FilterSelect name="kind" label="Kind" chosen=kind options=kinds />
            <FilterSelect name="year" label="Year" chosen=year options=of_year />
            <FilterSelect name="sort" label="Order" chosen=sort options=orders />
        </Filter>
    }
}

fn nothing(links: &Links, view: &ListView) -> impl IntoView + use<> {
    if view.is_filtered() || !view.after.is_empty() {
        let all = links.invoices(&ListView::default());
        let text = "Look for other words, or choose another status, kind or year.";
        view! { <NoMatch title="No invoice matches" text all /> }.into_any()
    } else {
        view! {
            <EmptyState
                kind=EmptyKind::Empty
                title="There are no invoices yet"
                text="The first one appears here as soon as it is issued. Whoever receives the mail “Invoice created” is told at once."
            />
        }
        .into_any()
    }
}

fn table(links: &Links, rows: Vec<InvoiceRow>) -> impl IntoView + use<> {
    let rows = rows.into_iter().map(|one| row(links, one)).collect_view();
    view! {
        <div class="tree-card">
            <table class="invoices">
                <thead>
                    <tr>
                        <th scope="col">"Number"</th>
                        <th scope="col">"Date"</th>
                        <th scope="col">"Due"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="invoices__amount">
                            "Amount"
                        </th>
                        <th scope="col" class="invoices__amount">
                            "Left to pay"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(links: &Links, one: InvoiceRow) -> impl IntoView + use<> {
    let InvoiceRow { id, number, kind, date, due, status: stands, amount, left } = one;
    let kind = (kind != Kind::Invoice.label()).then(|| view! { <span class="invoices__kind">{kind}</span> });
    let (due_label, left_label) = (label("Due", &due), label("Left to pay", &left));
    view! {
        <tr>
            <th scope="row">
                <a href=links.invoice(id)>{number}</a>
                {kind}
            </th>
            <td data-label="Date">{date}</td>
            <td data-label=due_label>{due}</td>
            <td data-label="Status">{status(stands)}</td>
            <td data-label="Amount" class="invoices__amount">
                {amount}
            </td>
            <td data-label=left_label class="invoices__amount">
                {left}
            </td>
        </tr>
    }
}

/// What a cell says that it is where no column does; nothing of one that is empty.
fn label(label: &'static str, value: &str) -> Option<&'static str> {
    (!value.is_empty()).then_some(label)
}

fn pages(links: &Links, view: &ListView, next: Option<String>) -> Option<impl IntoView + use<>> {
    let first = (!view.after.is_empty()).then(|| links.invoices(&ListView { after: String::new(), ..view.clone() }));
    let next = next.map(|after| links.invoices(&ListView { after, ..view.clone() }));
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="row" aria-label="Pages">
                {first.map(|href| view! { <a class="button" href=href>"First page"</a> })}
                {next.map(|href| view! { <a class="button" href=href>"Next page"</a> })}
            </nav>
        }
    })
}
