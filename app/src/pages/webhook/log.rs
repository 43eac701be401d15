//! One address: what was sent to it, and what can be done about it.

use super::state;
use crate::api::webhook::{PauseWebhook, SendWebhookAgain, TestWebhook, ViewWebhook};
use crate::components::{Badge, BadgeTone, Card, ErrorSummary, SubmitButton, SubmitTone, Title};
use crate::form::{Form, SendForm, use_form};
use crate::pages::{Load, load, use_account, use_param};
use domain::program::{DeliveryState, DeliveryView, WebhookLog};
use leptos::prelude::*;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    pause: Form,
    test: Form,
    again: Form,
}

/// The page.
#[component]
pub fn Webhook() -> impl IntoView {
    let account = use_account().account().to_owned();
    let webhook = use_param("webhook");
    let forms = Forms {
        pause: use_form::<PauseWebhook>(),
        test: use_form::<TestWebhook>(),
        again: use_form::<SendWebhookAgain>(),
    };
    let loaded = load(move || ViewWebhook { account: account.clone(), webhook: webhook.get() });
    view! {
        <Title text="Webhook" />
        <div class="page">
            <Load from=loaded children=move |log: WebhookLog| show(forms, log) />
        </div>
    }
}

fn show(forms: Forms, log: WebhookLog) -> impl IntoView {
    let WebhookLog { endpoint, deliveries, zone, manage } = log;
    let id = endpoint.id.to_string();
    let (state, paused, is_empty) = (state(&endpoint), endpoint.paused, deliveries.is_empty());
    let actions = manage.then(|| actions(forms, &id, paused));
    let rows = deliveries.into_iter().map(|one| row(forms.again, &id, manage && !paused, one)).collect_view();
    view! {
        <h1 class="break">{endpoint.url}</h1>
        <p class="page__text">{state} " " {endpoint.events.join(", ")}</p>
        <ErrorSummary title="Nothing was changed" errors=forms.pause.errors() />
        <ErrorSummary title="Nothing was sent" errors=forms.test.errors() />
        <ErrorSummary title="Nothing was sent" errors=forms.again.errors() />
        {actions}
        <Card title="Messages" text=format!("The last fifty. Times are {zone}.")>
            {is_empty.then(|| view! { <p class="people__none">"Nothing was sent yet."</p> })}
            <ul class="people">{rows}</ul>
        </Card>
    }
}

fn actions(forms: Forms, id: &str, paused: bool) -> impl IntoView + use<> {
    let links = use_account();
    let (account, id) = (links.account().to_owned(), id.to_owned());
    let delete = format!("{}/webhooks/{id}/delete", links.profile());
    let hidden = move || {
        view! {
            <input type="hidden" name="account" value=account.clone() />
            <input type="hidden" name="webhook" value=id.clone() />
        }
    };
    let (test, pause) = (hidden.clone(), hidden);
    view! {
        <div class="form-actions">
            {(!paused)
                .then(|| {
                    view! {
                        <SendForm form=forms.test guarded=false class="">
                            {test()}
                            <SubmitButton label="Send a test" tone=SubmitTone::Plain pending=forms.test.pending() />
                        </SendForm>
                    }
                })}
            <SendForm form=forms.pause guarded=false class="">
                {pause()}
                {(!paused).then(|| view! { <input type="hidden" name="paused" value="true" /> })}
                <SubmitButton
                    label=if paused { "Resume webhook" } else { "Pause webhook" }
                    tone=SubmitTone::Plain
                    pending=forms.pause.pending()
                />
            </SendForm>
            <a class="button" href=delete>
                "Delete webhook"
            </a>
        </div>
    }
}

fn row(form: Form, id: &str, manage: bool, one: DeliveryView) -> impl IntoView + use<> {
    let (tone, state) = match one.state {
        DeliveryState::Done => (BadgeTone::Ok, "taken"),
        DeliveryState::Waiting => (BadgeTone::Neutral, "waiting"),
        DeliveryState::GivenUp => (BadgeTone::Danger, "given up"),
    };
    let answer =
        if one.answer.is_empty() { String::new() } else { format!("Answer: {}. ", one.answer.trim_end_matches('.')) };
    let next = if one.next.is_empty() { String::new() } else { format!(" Next try: {}.", one.next) };
    let tries = if one.attempts == 1 { "1 try".to_owned() } else { format!("{} tries", one.attempts) };
    let (account, id, label) = (use_account().account().to_owned(), id.to_owned(), format!("Send {} again", one.id));
    view! {
        <li class="people__item">
            <span class="people__name">
                <code>{one.event}</code>
                <Badge tone=tone>{state}</Badge>
            </span>
            <span class="people__detail">{one.at}</span>
            <span class="people__detail">{format!("{answer}{tries}.{next}")}</span>
            {manage
                .then(|| {
                    view! {
                        <SendForm form guarded=false class="">
                            <input type="hidden" name="account" value=account />
                            <input type="hidden" name="webhook" value=id />
                            <input type="hidden" name="message" value=one.id />
                            <button class="people__action people__action--plain" type="submit" aria-label=label>
                                "Send again"
                            </button>
                        </SendForm>
                    }
                })}
        </li>
    }
}
