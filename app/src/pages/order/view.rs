//! One order: what it came to, where it is, its invoice and what it made.

use super::list::what;
use super::state;
use crate::api::order::ViewOrder;
use crate::components::{Breadcrumb, Card, Crumb, Property, PropertyList, Title};
use crate::links::Links;
use crate::pages::licence;
use crate::pages::panel::why;
use crate::pages::{Load, load, use_account, use_param};
use domain::licence::LicenceRow;
use domain::order::{OrderDetail, OrderState};
use leptos::prelude::*;

/// The page.
#[component]
pub fn View() -> impl IntoView {
    let account = use_account().account().to_owned();
    let order = use_param("order");
    let loaded = load(move || ViewOrder { account: account.clone(), order: order.get() });
    view! {
        <Title text="Order" />
        <div class="page">
            <Load from=loaded children=move |order| show(&use_account(), order) />
        </div>
    }
}

fn show(links: &Links, detail: OrderDetail) -> impl IntoView + use<> {
    let OrderDetail {
        order,
        why: reason,
        by,
        price,
        net,
        tax,
        delivered,
        invoice,
        invoice_id,
        pay,
        licences,
        licences_note,
        cancel,
    } = detail;
    let title = format!("Order {}", order.number);
    let crumbs = vec![
        Crumb { label: "Products".to_owned(), href: Some(links.section("products")) },
        Crumb { label: "Orders".to_owned(), href: Some(links.section("orders")) },
        Crumb { label: title.clone(), href: None },
    ];
    let next = match order.state {
        OrderState::AwaitingPayment => "It is delivered as soon as its invoice is paid.",
        OrderState::AwaitingApproval => "It is delivered as soon as its invoice is paid, or the seller approves it.",
        OrderState::Refused => "The seller refused it. Its invoice is void; nothing is to be paid.",
        OrderState::Cancelled => "It was cancelled. Its invoice is void; nothing is to be paid.",
        OrderState::Placed | OrderState::Approved | OrderState::Fulfilled => "",
    };
    let pay = invoice_id.as_ref().filter(|_| pay).map(|id| {
        let href = format!("{}/{id}/pay", links.section("invoices"));
        view! {
            <a class="button button--primary" href=href>
                "Pay invoice"
            </a>
        }
    });
    let invoice = (!invoice.is_empty()).then(|| {
        let number = match invoice_id {
            Some(id) => {
                let href = format!("{}/{id}", links.section("invoices"));
                view! { <a href=href>{invoice}</a> }.into_any()
            }
            None => view! { <span>{invoice}</span> }.into_any(),
        };
        view! { <Property label="Invoice">{number}</Property> }
    });
    let cancel = cancel.allowed.then(|| {
        let href = format!("{}/cancel", links.order(order.id));
        view! {
            <a class="button" href=href>
                "Cancel order"
            </a>
        }
    });
    let (placed, what, total) = (format!("{} by {by}", order.placed), what(&order), order.total);
    view! {
        <Breadcrumb crumbs />
        <div class="page__head">
            <div class="row">
                <h1 id="panel-title" tabindex="-1">
                    {title}
                </h1>
                {state(order.state)}
            </div>
            <div class="row">{cancel} {pay}</div>
        </div>
        {(!next.is_empty()).then(|| view! { <p class="page__text">{next}</p> })}
        <Card title="What was ordered">
            <PropertyList rows=true>
                <Property label="Product">{what}</Property>
                <Property label="Placed">{placed}</Property>
                {(!delivered.is_empty()).then(|| view! { <Property label="Delivered">{delivered}</Property> })}
                <Property label="Price of one">{price}</Property>
                <Property label="Without tax">{net}</Property>
                <Property label="Tax">{tax}</Property>
                <Property label="Total">{total}</Property>
                {invoice}
            </PropertyList>
        </Card>
        {(!licences.is_empty()).then(|| made(links, licences))}
        {(!licences_note.is_empty()).then(|| view! { <p class="page__text">{licences_note}</p> })}
        {why(reason)}
    }
}

/// The licences that came of it.
fn made(links: &Links, licences: Vec<LicenceRow>) -> impl IntoView + use<> {
    let rows = licences
        .into_iter()
        .map(|one| {
            let href = links.licence(&one.id.to_string());
            let seats = format!("{} of {} seats in use, holds until {}", one.used, one.seats, licence::until(&one));
            view! {
                <li class="people__item">
                    <span class="people__name">
                        <a href=href>{one.product.clone()}</a>
                        {licence::state(&one)}
                    </span>
                    <span class="people__detail listing__code">{one.key.to_string()}</span>
                    <span class="people__detail">{seats}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card title="Licences">
            <ul class="people">{rows}</ul>
        </Card>
    }
}
