//! What can be bought, and what one of it costs.

use crate::api::product::ViewCatalogue;
use crate::components::{Badge, EmptyKind, EmptyState, Title};
use crate::links::Links;
use crate::pages::panel::why;
use crate::pages::{Load, load, use_account};
use domain::product::{Catalogue, ProductRow};
use leptos::prelude::*;

/// The page.
#[component]
pub fn List() -> impl IntoView {
    let account = use_account().account().to_owned();
    let loaded = load(move || ViewCatalogue { account: account.clone() });
    let orders = use_account().section("orders");
    view! {
        <Title text="Products" />
        <div class="page page--wide">
            <div class="page__head">
                <h1>"Products"</h1>
                // Only for whoever may see what is below.
                <Load
                    quiet=true
                    from=loaded
                    children=move |_| {
                        view! {
                            <a class="button" href=orders.clone()>
                                "Show orders"
                            </a>
                        }
                    }
                />
            </div>
            <Load from=loaded children=move |catalogue| show(&use_account(), catalogue) />
        </div>
    }
}

fn show(links: &Links, catalogue: Catalogue) -> impl IntoView + use<> {
    let Catalogue { why: reason, order, products, currency } = catalogue;
    let content = if products.is_empty() {
        let text = format!("Nothing is for sale in {currency} at the moment.");
        let orders = links.section("orders");
        view! {
            <EmptyState kind=EmptyKind::Empty title="There are no products" text>
                <a class="button" href=orders>
                    "Show orders"
                </a>
            </EmptyState>
        }
        .into_any()
    } else {
        let rows = products.into_iter().map(|product| row(links, product, order.allowed)).collect_view();
        view! {
            <div class="tree-card">
                <table class="listing">
                    <caption class="listing__caption">
                        {format!("Prices are in {currency}, for one of each, without tax.")}
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">"Product"</th>
                            <th scope="col">"Includes"</th>
                            <th scope="col" class="listing__number">
                                "Price"
                            </th>
                            <th scope="col">
                                <span class="visually-hidden">"Order"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let refused = (!order.allowed).then(|| view! { <p class="page__text">{order.why}</p> });
    view! {
        {refused}
        {content}
        {why(reason)}
    }
}

fn row(links: &Links, product: ProductRow, order: bool) -> impl IntoView + use<> {
    let ProductRow { id, name, kind, description, unit, price, .. } = product;
    let includes = (!unit.is_empty()).then_some("Includes");
    let order = order.then(|| {
        let (href, spoken) = (links.order_product(id), format!("Order {name}"));
        view! {
            <a class="button button--small" href=href aria-label=spoken>
                "Order"
            </a>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <span class="listing__name">{name} <Badge>{kind.label()}</Badge></span>
                {(!description.is_empty()).then(|| view! { <span class="listing__detail">{description}</span> })}
            </th>
            <td data-label=includes>{unit}</td>
            <td class="listing__number" data-label="Price">
                {price}
            </td>
            <td>{order}</td>
        </tr>
    }
}
