//! The account's orders, the newest first.

use super::state;
use crate::api::order::ListOrders;
use crate::components::{Breadcrumb, Crumb, EmptyKind, EmptyState, Title};
use crate::links::Links;
use crate::pages::panel::why;
use crate::pages::{Load, load, use_account};
use domain::order::{OrderKind, OrderPage, OrderRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn List() -> impl IntoView {
    let account = use_account().account().to_owned();
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("after").unwrap_or_default()));
    let loaded = load(move || ListOrders { account: account.clone(), after: after.get() });
    let crumbs = vec![
        Crumb { label: "Products".to_owned(), href: Some(use_account().section("products")) },
        Crumb { label: "Orders".to_owned(), href: None },
    ];
    view! {
        <Title text="Orders" />
        <div class="page page--wide">
            <Breadcrumb crumbs />
            <h1>"Orders"</h1>
            <Load from=loaded children=move |page| show(&use_account(), !after.get_untracked().is_empty(), page) />
        </div>
    }
}

fn show(links: &Links, is_older: bool, page: OrderPage) -> impl IntoView + use<> {
    let OrderPage { why: reason, orders, next } = page;
    let first = is_older.then(|| links.section("orders"));
    let next = next.map(|after| format!("{}?after={after}", links.section("orders")));
    let content = if orders.is_empty() {
        let products = links.section("products");
        view! {
            <EmptyState kind=EmptyKind::Empty title="Nothing was ordered yet">
                <a class="button" href=products>
                    "Show products"
                </a>
            </EmptyState>
        }
        .into_any()
    } else {
        let rows = orders.into_iter().map(|order| row(links, order)).collect_view();
        view! {
            <div class="tree-card">
                <table class="listing">
                    <caption class="listing__caption">"The newest first. Totals are with tax."</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Order"</th>
                            <th scope="col">"Placed"</th>
                            <th scope="col" class="listing__number">
                                "Total"
                            </th>
                            <th scope="col">"State"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let pages = (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="row" aria-label="Pages">
                {first.map(|href| view! { <a class="button" href=href>"Newest orders"</a> })}
                {next.map(|href| view! { <a class="button" href=href>"Older orders"</a> })}
            </nav>
        }
    });
    view! {
        {content}
        {pages}
        {why(reason)}
    }
}

/// What was ordered, in words.
pub(super) fn what(order: &OrderRow) -> String {
    let OrderRow { product, quantity, .. } = order;
    match (order.kind, quantity) {
        (OrderKind::Purchase, 1) => product.clone(),
        (OrderKind::Purchase, _) => format!("{quantity} × {product}"),
        (OrderKind::Renewal, 1) => format!("Renewal of {product}"),
        (OrderKind::Renewal, _) => format!("Renewal of {product} × {quantity}"),
    }
}

fn row(links: &Links, order: OrderRow) -> impl IntoView + use<> {
    let href = links.order(order.id);
    view! {
        <tr>
            <th scope="row">
                <a href=href>{format!("Order {}", order.number)}</a>
                <span class="listing__detail">{what(&order)}</span>
            </th>
            <td data-label="Placed">{order.placed}</td>
            <td class="listing__number" data-label="Total">
                {order.total}
            </td>
            <td data-label="State">{state(order.state)}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::order::OrderState;

    #[test]
    fn what_was_ordered_says_how_many() {
        let order = |kind, quantity| OrderRow {
            id: "019a0000-0000-7000-8000-000000000000".parse().expect("an id"),
            number: 1,
            placed: String::new(),
            product: "Ferry Desk".to_owned(),
            quantity,
            total: String::new(),
            kind,
            state: OrderState::Fulfilled,
        };
        assert_eq!(what(&order(OrderKind::Purchase, 1)), "Ferry Desk");
        assert_eq!(what(&order(OrderKind::Purchase, 4)), "4 × Ferry Desk");
        assert_eq!(what(&order(OrderKind::Renewal, 1)), "Renewal of Ferry Desk");
        assert_eq!(what(&order(OrderKind::Renewal, 4)), "Renewal of Ferry Desk × 4");
    }
}
