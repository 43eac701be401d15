//! The page about who holds the account: the holder offers it, the one to whom it was offered answers, either cancels,
//! and everybody else sees who holds it.

use crate::api::handover::{AcceptAccount, CancelOffer, DeclineAccount, OfferAccount, ViewOwnership};
use crate::components::{
    Card, ErrorSummary, FormActions, Property, PropertyList, SubmitButton, SubmitTone, TextField, Title,
};
use crate::form::{Form, SendForm, Typed, use_form};
use crate::pages::person::UserIdField;
use crate::pages::{ConfirmField, Load, load, use_account};
use domain::Problem;
use domain::handover::{DAYS_UNTIL_LAPSE, HOURS_UNTIL_EFFECT, OfferForm, OwnershipView, Pending};
use leptos::prelude::*;

/// The forms of the page. What was refused is told above all of them, because the form that it came from may be gone.
#[derive(Clone, Copy)]
struct Forms {
    offer: Form,
    accept: Form,
    decline: Form,
    cancel: Form,
}

/// The page.
#[component]
pub fn View() -> impl IntoView {
    let account = use_account().account().to_owned();
    let forms = Forms {
        offer: use_form::<OfferAccount>(),
        accept: use_form::<AcceptAccount>(),
        decline: use_form::<DeclineAccount>(),
        cancel: use_form::<CancelOffer>(),
    };
    let all = [forms.offer, forms.accept, forms.decline, forms.cancel];
    let refused = move || all.into_iter().any(|form| form.problem().with(Option::is_some));
    let title = move || if refused() { "Error: Account ownership" } else { "Account ownership" }.to_owned();
    let loaded = load(move || ViewOwnership { account: account.clone() });
    view! {
        <Title text=Signal::derive(title) />
        <div class="page">
            <h1>"Account ownership"</h1>
            <ErrorSummary title="The account was not offered" errors=forms.offer.errors() />
            <ErrorSummary title="The account was not accepted" errors=forms.accept.errors() />
            <ErrorSummary title="The account was not declined" errors=forms.decline.errors() />
            <ErrorSummary title="The offer was not cancelled" errors=forms.cancel.errors() />
            <Load from=loaded children=move |view| show(forms, view) />
        </div>
    }
}

fn show(forms: Forms, view: OwnershipView) -> impl IntoView {
    let links = use_account();
    let holder = match view.holder_user {
        Some(user) => view! { <a href=links.user(user)>{view.holder}</a> }.into_any(),
        None => view.holder.into_any(),
    };
    let text = match view.is_holder {
        true => "You reach everything in this account, and are the only one who can hand it over.",
        false => "They reach everything in this account, and are the only one who can hand it over.",
    };
    let offer = view.may_offer.then(|| offer(forms.offer, &view.account, view.confirm));
    let last = (!view.last.is_empty()).then(|| view! { <p class="card__text">{view.last}</p> });
    let pending = view.pending.map(|pending| match (pending.to_reader, pending.takes_effect.clone()) {
        (true, None) => offered(forms, pending, &view.zone, view.confirm).into_any(),
        (_, Some(at)) => accepted(forms, pending, &at, &view.zone).into_any(),
        (false, None) => waiting(forms, pending, &view.zone).into_any(),
    });
    view! {
        {pending}
        <Card title="Account holder" text>
            <div class="card__stack">
                <PropertyList>
                    <Property label="Holder">{holder}</Property>
                    <Property label="Since">{view.since}</Property>
                </PropertyList>
                {last}
            </div>
        </Card>
        {offer}
    }
}

/// What makes an offer void, to either side.
fn what_ends_it() -> String {
    "It ends by itself if, before that, whoever it is offered to is suspended, or the password, email address or second factor of either of you changes."
        .to_owned()
}

/// Sentences below each other.
fn list(all: impl IntoIterator<Item = String>) -> impl IntoView {
    let items = all.into_iter().map(|one| view! { <li>{one}</li> }).collect_view();
    view! { <ul class="card__list">{items}</ul> }
}

/// For the holder, while nothing is offered.
fn offer(form: Form, account: &str, confirm: bool) -> impl IntoView + use<> {
    let links = use_account();
    let hint = format!("Type {account} to confirm.");
    let follows = [
        format!("They have {DAYS_UNTIL_LAPSE} days to accept. After that the offer lapses."),
        format!("The account goes over {HOURS_UNTIL_EFFECT} hours after they accept. Until then both of you can cancel."),
        what_ends_it(),
        "Then they hold the account and you do not: you stay a user with what you were given as one. What you gave to others goes on as theirs, and your deputies’ time ends.".to_owned(),
        "Only they can give it back.".to_owned(),
    ];
    view! {
        <Card title="Offer the account to another user">
            <div class="card__stack">
                {list(follows)}
                <SendForm form check=check>
                    <input type="hidden" name="account" value=links.account().to_owned() />
                    <UserIdField form hint="The email address of a user who can sign in." />
                    <TextField
                        name="confirm"
                        label="The account’s name"
                        hint
                        value=form.value("confirm", "")
                        error=form.error("confirm")
                        autocomplete="off"
                        required=true
                    />
                    <ConfirmField form needed=confirm />
                    <FormActions>
                        <SubmitButton label="Offer the account" tone=SubmitTone::Danger pending=form.pending() />
                    </FormActions>
                </SendForm>
            </div>
        </Card>
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    let [who, confirm] = ["who", "confirm"].map(|field| typed.get(field));
    OfferForm { who, confirm }.parse().map(drop)
}

/// For the holder, until it is answered.
fn waiting(forms: Forms, pending: Pending, zone: &str) -> impl IntoView + use<> {
    let Pending { to, offered, lapses, .. } = &pending;
    let follows = [
        format!("You offered it on {offered}. {to} can accept until {lapses} ({zone})."),
        format!("It goes over {HOURS_UNTIL_EFFECT} hours after {to} accepts. Until then both of you can cancel."),
        what_ends_it(),
    ];
    view! {
        <Card title=format!("Offered to {to}")>
            <div class="card__stack">{list(follows)} {cancel(forms.cancel, &pending, "Cancel offer")}</div>
        </Card>
    }
}

/// For the one to whom it was offered, until they answer.
fn offered(forms: Forms, pending: Pending, zone: &str, confirm: bool) -> impl IntoView + use<> {
    let Pending { from, offered, lapses, .. } = &pending;
    let follows = [
        format!("{from} offered it on {offered}. You can accept until {lapses} ({zone})."),
        format!("You hold it {HOURS_UNTIL_EFFECT} hours after you accept. Until then both of you can cancel."),
        "Then you reach everything in the account, and alone decide about the company’s details and who holds the account. You cannot be suspended or removed, and you can only give it on.".to_owned(),
        format!("What {from} gave to others goes on as given by you. {from}’s deputies’ time ends."),
        what_ends_it(),
    ];
    let answers = pending.accept.allowed.then(|| {
        view! {
            <div class="form-actions">
                {accept(forms.accept, &pending, confirm)}
                {answer(forms.decline, &pending, "Decline the account", SubmitTone::Plain)}
            </div>
        }
    });
    view! {
        <Card title=format!("{from} offers you this account")>
            <div class="card__stack">{list(follows)} {acting(pending.deputies)} {answers}</div>
        </Card>
    }
}

/// For both, once it was accepted.
fn accepted(forms: Forms, pending: Pending, at: &str, zone: &str) -> impl IntoView + use<> {
    let Pending { from, to, to_reader, .. } = &pending;
    let (title, until) = match to_reader {
        true => (format!("You hold this account from {at} on"), format!("Until then {from} holds it")),
        false => (format!("{to} holds this account from {at} on"), "Until then you hold it".to_owned()),
    };
    let follows = [format!("{until}, and both of you can cancel. The time is that of {zone}."), what_ends_it()];
    let label = if *to_reader { "Cancel the handover" } else { "Cancel offer" };
    view! {
        <Card title>
            <div class="card__stack">
                {list(follows)} {acting(pending.deputies.clone())} {cancel(forms.cancel, &pending, label)}
            </div>
        </Card>
    }
}

/// Who will act for the holder because they act for the reader.
fn acting(deputies: Vec<String>) -> impl IntoView {
    (!deputies.is_empty()).then(|| {
        view! {
            <p>"These people act for you as deputies, and will reach everything in the account with you:"</p>
            {list(deputies)}
        }
    })
}

fn cancel(form: Form, pending: &Pending, label: &'static str) -> impl IntoView + use<> {
    pending.cancel.allowed.then(|| answer(form, pending, label, SubmitTone::Plain))
}

/// As [`answer`], with the password where it is asked for.
fn accept(form: Form, pending: &Pending, confirm: bool) -> impl IntoView + use<> {
    let (account, id) = (use_account().account().to_owned(), pending.id.to_string());
    view! {
        <SendForm form class="">
            <input type="hidden" name="account" value=account />
            <input type="hidden" name="offer" value=id />
            <ConfirmField form needed=confirm />
            <SubmitButton label="Accept the account" tone=SubmitTone::Primary pending=form.pending() />
        </SendForm>
    }
}

/// A form of one button.
fn answer(form: Form, pending: &Pending, label: &'static str, tone: SubmitTone) -> impl IntoView + use<> {
    let (account, id) = (use_account().account().to_owned(), pending.id.to_string());
    view! {
        <SendForm form class="">
            <input type="hidden" name="account" value=account />
            <input type="hidden" name="offer" value=id />
            <SubmitButton label tone pending=form.pending() />
        </SendForm>
    }
}
