//! One invoice: what stands on it, how it stands, and what belongs to it.

use super::status;
use crate::api::invoice::ViewInvoice;
use crate::components::{Breadcrumb, Card, Property, PropertyList, Title};
use crate::links::Links;
use crate::pages::panel::why;
use crate::pages::{Load, load, use_account, use_param};
use domain::invoice::view::{Document, InvoicePage, Other, Paid, PartyText};
use leptos::prelude::*;

/// The page of an invoice, a summary invoice or a credit note.
#[component]
pub fn View() -> impl IntoView {
    let links = use_account();
    let id = use_param("invoice");
    let page = load(move || ViewInvoice { account: links.account().to_owned(), invoice: id.get() });
    view! {
        <div class="page">
            <Load from=page children=move |page| show(&use_account(), page) />
        </div>
    }
}

fn show(links: &Links, page: InvoicePage) -> impl IntoView + use<> {
    let InvoicePage { why: reason, status: stands, pay, document, void_because, .. } = page.clone();
    let title = format!("{} {}", document.title, document.number);
    let crumbs = super::crumbs(links, None, document.number.clone());
    let void =
        (!void_because.is_empty()).then(|| view! { <p>"It is void and nothing is to be paid: " {void_because}</p> });
    let pay = pay.then(|| {
        let href = links.pay(document.id);
        view! {
            <a class="button button--primary" href=href>
                "Pay invoice"
            </a>
        }
    });
    view! {
        <Title text=title.clone() />
        <Breadcrumb crumbs />
        <div class="page__head">
            <div class="row">
                <h1>{title}</h1>
                {status(stands)}
            </div>
            <div class="row">
                <a class="button" href=links.invoice_pdf(document.id) rel="external" download="">
                    "Download PDF"
                </a>
                {pay}
            </div>
        </div>
        {void}
        {facts(&document)}
        {lines(&document)}
        {standing(links, page)}
        {why(reason)}
    }
}

fn facts(document: &Document) -> impl IntoView + use<> {
    let Document { issued, due, period, reference, note, seller, buyer, .. } = document.clone();
    let fact = |label: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <Property label=label>{value}</Property> })
    };
    view! {
        <Card title="Details">
            <PropertyList>
                {fact("Date", issued)}
                {fact("Due", due)}
                {fact("Period", period)}
                {fact("Your reference", reference)}
                <Property label="From">{party(seller)}</Property>
                <Property label="To">{party(buyer)}</Property>
                {(!note.is_empty())
                    .then(|| {
                        view! {
                            <Property label="Note">
                                <span class="property__lines">{note}</span>
                            </Property>
                        }
                    })}
            </PropertyList>
        </Card>
    }
}

fn party(party: PartyText) -> impl IntoView {
    let tax_id = (!party.tax_id.is_empty()).then(|| format!("VAT {}", party.tax_id));
    let lines = party.address.into_iter().chain(tax_id).collect::<Vec<_>>().join("\n");
    view! {
        <strong>{party.name}</strong>
        <span class="property__lines invoice__party">{lines}</span>
    }
}

fn lines(document: &Document) -> impl IntoView + use<> {
    let Document { lines, is_summary, net, taxes, total, due, .. } = document.clone();
    let has_discount = lines.iter().any(|line| !line.discount.is_empty());
    let rows = lines
        .into_iter()
        .map(|line| {
            let amount = |label: &'static str, value: String| {
                view! {
                    <td class="invoices__amount" data-label=label>
                        {value}
                    </td>
                }
            };
            view! {
                <tr>
                    <th scope="row">{line.description}</th>
                    {(!is_summary)
                        .then(|| {
                            view! {
                                {amount("Quantity", line.quantity)}
                                {amount("Unit price", line.price)}
                                {has_discount.then(|| amount("Discount", line.discount))}
                                {amount("Tax", line.tax)}
                            }
                        })}
                    {amount("Amount", line.net)}
                </tr>
            }
        })
        .collect_view();
    let head = |label: &'static str| view! { <th scope="col" class="invoices__amount">{label}</th> };
    let sum = |label: String, amount: String, class: &'static str| {
        view! {
            <div class=class>
                <dt>{label}</dt>
                <dd>{amount}</dd>
            </div>
        }
    };
    let total_label = if due.is_empty() { "Total taken back" } else { "Total" };
    view! {
        <Card title=if is_summary { "Invoices when it gathered them" } else { "Lines" }>
            <table class="invoices invoices--lines">
                <thead>
                    <tr>
                        <th scope="col">"Description"</th>
                        {(!is_summary)
                            .then(|| {
                                view! {
                                    {head("Quantity")}
                                    {head("Unit price")}
                                    {has_discount.then(|| head("Discount"))}
                                    {head("Tax")}
                                }
                            })}
                        {head("Amount")}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <dl class="sums">
                {(!is_summary)
                    .then(|| {
                        view! {
                            {sum("Sum".to_owned(), net, "sums__row")}
                            {taxes.into_iter().map(|tax| sum(tax.label, tax.amount, "sums__row")).collect_view()}
                        }
                    })}
                {sum(total_label.to_owned(), total, "sums__row sums__row--total")}
            </dl>
        </Card>
    }
}

fn standing(links: &Links, page: InvoicePage) -> impl IntoView + use<> {
    let InvoicePage {
        document,
        paid,
        credited,
        left,
        to_refund,
        payments,
        credits,
        credit_notes,
        gathers,
        gathered_by,
        ..
    } = page;
    let fact = |label: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <Property label=label>{value}</Property> })
    };
    let is_credit_note = document.due.is_empty();
    let nothing =
        (left.is_empty() && !is_credit_note).then(|| view! { <Property label="Left to pay">"Nothing"</Property> });
    let came = (!payments.is_empty()).then(|| {
        let rows = payments
            .into_iter()
            .map(|Paid { date, what, amount, reference, payment }| {
                let detail = if reference.is_empty() { date } else { format!("{date}, reference {reference}") };
                view! {
                    <li class="people__item">
                        <span class="people__name">{format!("{what} {amount}")}</span>
                        <span class="people__detail">{detail}</span>
                        {payment
                            .map(|id| view! { <a class="people__detail" href=links.payment(id)>"Receipt"</a> })}
                    </li>
                }
            })
            .collect_view();
        view! {
            <Card title="Payments">
                <ul class="people">{rows}</ul>
            </Card>
        }
    });
    view! {
        {(!is_credit_note)
            .then(|| {
                view! {
                    <Card title="What is left to pay">
                        <PropertyList>
                            {fact("Left to pay", left)} {nothing} {fact("Paid", paid)}
                            {fact("Taken back by credit notes", credited)}
                            {fact("Paid and taken back later: yours to get back", to_refund)}
                        </PropertyList>
                    </Card>
                }
            })}
        {came}
        {others(links, "Invoice that it takes back", credits.into_iter().collect(), "of")}
        {others(links, "Credit notes", credit_notes, "takes back")}
        {others(links, "Invoices that it gathers", gathers, "left to pay:")}
        {others(links, "Summary invoice that gathers it", gathered_by.into_iter().collect(), "left to pay:")}
    }
}

/// Documents that belong to this one; `of` says what their amount is.
fn others(links: &Links, title: &'static str, others: Vec<Other>, of: &'static str) -> Option<impl IntoView + use<>> {
    let rows = others
        .iter()
        .map(|Other { id, number, date, amount }| {
            view! {
                <li class="people__item">
                    <span class="people__name">
                        <a href=links.invoice(*id)>{number.clone()}</a>
                    </span>
                    <span class="people__detail">{format!("{date}, {of} {amount}")}</span>
                </li>
            }
        })
        .collect_view();
    (!others.is_empty()).then(|| {
        view! {
            <Card title=title>
                <ul class="people">{rows}</ul>
            </Card>
        }
    })
}
