//! One payment: how it stands, and when it is done, its receipt. While it is not settled the page looks again by itself,
//! also without the script.

use crate::api::payment::{AnswerSandbox, CancelPayment, ViewPayment};
use crate::components::{
    Breadcrumb, Card, ErrorSummary, FormActions, Notice, NoticeTone, Property, PropertyList, SubmitButton, SubmitTone,
    Title,
};
use crate::form::{Form, SendForm, use_form};
use crate::links::{Links, here};
use crate::pages::{Load, invoice, load, use_account, use_param};
use domain::payment::{PaymentState, PaymentView};
use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;
use std::time::Duration;

/// How soon the page looks again, in seconds.
const AGAIN: u64 = 2;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    answer: Form,
    cancel: Form,
}

/// The page.
#[component]
pub fn View() -> impl IntoView {
    let account = use_account().account().to_owned();
    let payment = use_param("payment");
    let forms = Forms { answer: use_form::<AnswerSandbox>(), cancel: use_form::<CancelPayment>() };
    let loaded = load(move || ViewPayment { account: account.clone(), payment: payment.get() });
    view! {
        <div class="page">
            <Load from=loaded children=move |view| show(forms, view) />
        </div>
    }
}

fn show(forms: Forms, view: PaymentView) -> impl IntoView {
    let links = use_account();
    let title = match (view.state, view.waits) {
        (PaymentState::Succeeded, _) => "Payment received",
        (PaymentState::Failed, _) => "Payment declined",
        (PaymentState::Cancelled, _) => "Payment cancelled",
        (PaymentState::Created | PaymentState::Processing, true) => "Confirm the payment",
        (PaymentState::Created | PaymentState::Processing, false) => "Payment under way",
    };
    let crumbs = invoice::crumbs(&links, Some((view.invoice, view.number.clone())), "Payment".to_owned());
    let again = (view.state.is_open() && !view.waits).then(look_again);
    view! {
        <Title text=title />
        <Breadcrumb crumbs />
        <h1>{title}</h1>
        <ErrorSummary title="That was not noted" errors=forms.answer.errors() />
        <ErrorSummary title="The payment was not cancelled" errors=forms.cancel.errors() />
        {said(&links, &view)}
        {(view.waits && view.may_pay).then(|| confirm(forms, &links, &view))}
        {receipt(&links, view)}
        {again}
    }
}

/// What became of it, and what to do next.
fn said(links: &Links, view: &PaymentView) -> AnyView {
    let (tone, words) = match (view.state, view.waits) {
        (PaymentState::Succeeded, _) if view.refund.is_empty() => {
            (NoticeTone::Ok, format!("Thank you. {} was paid for invoice {}.", view.amount, view.number))
        }
        (PaymentState::Succeeded, _) => (NoticeTone::Warn, view.refund.clone()),
        (PaymentState::Failed, _) => (NoticeTone::Danger, format!("Nothing was paid. {}", view.reason)),
        (PaymentState::Cancelled, _) => (NoticeTone::Warn, format!("Nothing was paid. {}", view.reason)),
        (PaymentState::Created | PaymentState::Processing, true) => {
            (NoticeTone::Info, "The bank wants to know whether it is you who pays.".to_owned())
        }
        (PaymentState::Created | PaymentState::Processing, false) => (
            NoticeTone::Info,
            "The payment provider has not answered yet. This page looks again by itself. Nothing is paid twice."
                .to_owned(),
        ),
    };
    let next = match view.state {
        PaymentState::Failed | PaymentState::Cancelled if view.may_pay => Some(view! {
            <p>
                <a class="button button--primary" href=links.pay(view.invoice)>
                    "Try again"
                </a>
            </p>
        }),
        _ => None,
    };
    view! {
        <Notice tone>
            <p>{words.clone()}</p>
        </Notice>
        {next}
    }
    .into_any()
}

/// For the payer, who is asked whether it is they.
fn confirm(forms: Forms, links: &Links, view: &PaymentView) -> impl IntoView + use<> {
    let fields = {
        let (account, payment) = (links.account().to_owned(), view.id.to_string());
        move || {
            view! {
                <input type="hidden" name="account" value=account.clone() />
                <input type="hidden" name="payment" value=payment.clone() />
            }
        }
    };
    let ask = match view.sandbox {
        true => {
            let fields = fields.clone();
            view! {
                <SendForm form=forms.answer guarded=false>
                    {fields()}
                    <p>"The sandbox’s bank asks: is it you who pays?"</p>
                    <FormActions>
                        <button class="button button--primary" type="submit" name="answer" value="yes">
                            "Confirm payment"
                        </button>
                        <button class="button" type="submit" name="answer" value="no">
                            "Refuse payment"
                        </button>
                    </FormActions>
                </SendForm>
            }
            .into_any()
        }
        false => {
            // Another document: its policy lets Stripe's script in, and ours does not.
            let href = format!("{}/confirm", links.payment(view.id));
            view! {
                <a class="button button--primary" href=href rel="external">
                    "Go on to your bank"
                </a>
            }
            .into_any()
        }
    };
    view! {
        <Card title="Is it you?">
            <div class="card__stack">
                {ask} <SendForm form=forms.cancel guarded=false>
                    {fields()}
                    <FormActions>
                        <SubmitButton
                            label="Cancel payment"
                            tone=SubmitTone::Plain
                            pending=forms.cancel.pending()
                        />
                    </FormActions>
                </SendForm>
            </div>
        </Card>
    }
}

fn receipt(links: &Links, view: PaymentView) -> impl IntoView + use<> {
    let done = view.state == PaymentState::Succeeded;
    let title = if done { "Receipt" } else { "What was to be paid" };
    let text = if view.sandbox { "This is a sandbox: no money moves." } else { "" };
    let href = links.invoice(view.invoice);
    let number = done.then(|| view! { <Property label="Receipt">{view.receipt}</Property> });
    let method = (!view.method.is_empty()).then(|| view! { <Property label="Paid with">{view.method}</Property> });
    view! {
        <Card title text>
            <PropertyList>
                {number} <Property label="Invoice">
                    <a href=href>{view.number}</a>
                </Property> <Property label="Amount">{view.amount}</Property>
                <Property label="To">{view.seller}</Property> <Property label="For">{view.buyer}</Property>
                <Property label="Paid by">{view.payer}</Property> {method}
                <Property label="When">{view.at}</Property>
            </PropertyList>
        </Card>
    }
}

/// Looks again in a while: the script by loading the page, a browser without it by itself.
fn look_again() -> impl IntoView {
    Effect::new(move |_| {
        let again = set_timeout_with_handle(|| drop(window().location().reload()), Duration::from_secs(AGAIN));
        on_cleanup(move || {
            if let Ok(again) = again {
                again.clear();
            }
        });
    });
    let refresh = format!("<meta http-equiv=\"refresh\" content=\"{AGAIN}\">");
    view! {
        <noscript inner_html=refresh></noscript>
        <p>
            <a class="button" href=here() rel="external">
                "Look again"
            </a>
        </p>
    }
}
