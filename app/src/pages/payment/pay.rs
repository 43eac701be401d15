//! The page on which an invoice is paid: what, to whom, how much, and with what.

use crate::api::payment::{PayInvoice, PlanPay};
use crate::components::{
    Breadcrumb, Card, ErrorSummary, FormActions, Notice, NoticeTone, Property, PropertyList, SelectField, SubmitButton,
};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::links::Links;
use crate::pages::{Load, invoice, load, use_account, use_param};
use domain::payment::{PayBy, PayView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Pay() -> impl IntoView {
    let account = use_account().account().to_owned();
    let invoice = use_param("invoice");
    let form = use_form::<PayInvoice>();
    let loaded = load(move || PlanPay { account: account.clone(), invoice: invoice.get() });
    view! {
        <FormTitle form title="Pay invoice" />
        <div class="page">
            <Load from=loaded children=move |view| show(form, view) />
        </div>
    }
}

fn show(form: Form, view: PayView) -> impl IntoView {
    let links = use_account();
    let due_day = view.due_day.clone();
    let day = (!due_day.is_empty()).then(|| view! { <Property label="Due by">{due_day}</Property> });
    let how = how(form, &links, &view);
    let crumbs = invoice::crumbs(&links, Some((view.invoice, view.number.clone())), "Pay invoice".to_owned());
    view! {
        <Breadcrumb crumbs />
        <h1>{format!("Pay invoice {}", view.number)}</h1>
        <ErrorSummary title="Nothing was paid" errors=form.errors() />
        <Card title="What is paid">
            <PropertyList>
                <Property label="Invoice">
                    <a href=links.invoice(view.invoice)>{view.number.clone()}</a>
                </Property>
                <Property label="To">{view.seller.clone()}</Property>
                {day}
                <Property label="Left to pay">{view.due.clone()}</Property>
            </PropertyList>
        </Card>
        {how}
    }
}

fn how(form: Form, links: &Links, view: &PayView) -> AnyView {
    if let Some(words) = view.hindrance.clone() {
        let back = links.invoice(view.invoice);
        return view! {
            <Notice tone=NoticeTone::Ok>
                <p>{words.clone()}</p>
            </Notice>
            <p>
                <a class="button" href=back>
                    "Back to the invoice"
                </a>
            </p>
        }
        .into_any();
    }
    if let Some(underway) = view.underway.clone() {
        let (words, href) =
            (format!("{} is paying this invoice just now.", underway.payer), links.payment(underway.id));
        return view! {
            <Notice tone=NoticeTone::Warn>
                <p>{words.clone()} " " <a href=href.clone()>"See how it stands"</a></p>
            </Notice>
        }
        .into_any();
    }
    match view.by.clone() {
        PayBy::Sandbox { cards } => sandbox(form, links, view, cards).into_any(),
        PayBy::Stripe => {
            // Another document: its policy lets Stripe's script in, and ours does not.
            let href = format!("{}/card", links.invoice(view.invoice));
            view! {
                <Card
                    title="Pay by card"
                    text="You type the card’s number into a field of Stripe’s, who take the payment. It never reaches us. That takes JavaScript."
                >
                    <a class="button button--primary" href=href rel="external">
                        "Go on to the card"
                    </a>
                </Card>
            }
            .into_any()
        }
        PayBy::Nothing => view! {
            <Notice>
                <p>"This amount cannot be paid by card in its currency. Pay as it says on the invoice."</p>
            </Notice>
        }
        .into_any(),
    }
}

fn sandbox(form: Form, links: &Links, view: &PayView, cards: Vec<(String, String)>) -> impl IntoView + use<> {
    let cards = cards.into_iter().map(|(number, words)| (number.clone(), format!("{}: {words}", in_fours(&number))));
    let cards = cards.collect();
    let (account, invoice, back) = (links.account().to_owned(), view.invoice.to_string(), links.invoice(view.invoice));
    let (key, amount, label) = (view.key.clone(), view.amount.to_string(), format!("Pay {}", view.due));
    view! {
        <Card title="Pay by card">
            <div class="card__stack">
                <Notice tone=NoticeTone::Warn>
                    <p>
                        "This is a sandbox: no money moves. Its cards exist nowhere else, and no other card can be used."
                    </p>
                </Notice>
                <SendForm form guarded=false>
                    <input type="hidden" name="account" value=account />
                    <input type="hidden" name="invoice" value=invoice />
                    <input type="hidden" name="key" value=key />
                    <input type="hidden" name="amount" value=amount />
                    <SelectField
                        name="pay_with"
                        label="Test card"
                        options=cards
                        selected=form.value("pay_with", "")
                        error=form.error("pay_with")
                        required=true
                    />
                    <FormActions>
                        <SubmitButton label pending=form.pending() />
                        <a class="button" href=back>
                            "Back to the invoice"
                        </a>
                    </FormActions>
                </SendForm>
            </div>
        </Card>
    }
}

/// A card's number as it is printed: `4242 4242 4242 4242`.
fn in_fours(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
